package dev.grapevine.cluster;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.cluster.data.RememberedAddresses;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.cluster.net.TrafficCounter;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.wire.DropReason;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One life of a member, from its start to the moment when everything it held is free again. Passes the peer's events to
 * all who watch. Of the loop's thread alone, the futures and the two flags aside.
 */
final class MemberRuntime {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** On top of the leave timeout, at which the peer stops by itself. */
    private static final long LEAVE_SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int UNHEARD_LIMIT = 64;

    private final EventLoop loop;
    private final PeerDriver host;
    private final StatusTimes sightings = new StatusTimes();
    private final ViewMapper answers;
    private final StableViewPublisher stableViews;
    private final List<EventSubscription> feeds = new ArrayList<>();

    /** What happened before anybody listened and no snapshot shows, for the first who does; null from then on. */
    private @Nullable List<Event> unheard = new ArrayList<>();

    private final @Nullable AddressStore keeper;
    private final long leaveNanos;
    private final Runnable release;
    private final CompletableFuture<String> joined = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    private boolean leaving;
    private volatile boolean ending;
    private volatile boolean over;

    /**
     * To be called in the loop; the peer does not run yet.
     *
     * @param release frees what is not the life's own; runs last, on a thread where it may block
     * @throws IOException if the sockets cannot be served; they are closed then
     */
    MemberRuntime(
            PeerConfig config,
            RandomGenerator random,
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            @Nullable DataFolder folder,
            RememberedAddresses remembered,
            Runnable release)
            throws IOException {
        this.loop = loop;
        this.release = release;
        this.leaveNanos = config.settings().get(ProtocolSetting.LEAVE_TIMEOUT) + LEAVE_SLACK_NANOS;
        this.host = new PeerDriver(config, random, loop, sockets, broadcastPort, this::observe);
        this.answers = new ViewMapper(host.peer(), sightings);
        this.stableViews = new StableViewPublisher(loop, answers::liveView);
        this.keeper = folder == null
                ? null
                : new AddressStore(folder, remembered, config.cluster(), config.generation(), host.peer(), loop);
    }

    /** The peer runs from now on. */
    void begin() {
        host.begin();
    }

    Peer peer() {
        return host.peer();
    }

    ViewMapper answers() {
        return answers;
    }

    /** From now on it hears all events. The first one also hears how the search for others went so far. */
    void add(EventSubscription feed) {
        feeds.add(feed);
        if (unheard != null) {
            unheard.forEach(feed::offer);
            unheard = null;
        }
    }

    void remove(EventSubscription feed) {
        feeds.remove(feed);
    }

    StableViewPublisher stableViews() {
        return stableViews;
    }

    /** Completes on a thread of its own, so that dependents may block. */
    CompletableFuture<String> joined() {
        return joined;
    }

    CompletableFuture<String> stopped() {
        return stopped;
    }

    /** Whether it leaves or has stopped: nothing is changed any more. */
    boolean ending() {
        return leaving || ending;
    }

    /** Whether the loop has nothing to do with it any more. */
    boolean over() {
        return over;
    }

    Traffic traffic() {
        TrafficCounter counter = host.transport().traffic();
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, counter.dropped(reason));
        }
        return new Traffic(
                counter.udpPacketsSent(),
                counter.udpBytesSent(),
                counter.udpPacketsReceived(),
                counter.udpBytesReceived(),
                counter.tcpBytesSent(),
                counter.tcpBytesReceived(),
                counter.sendErrors(),
                dropped);
    }

    // ---- events

    /** Called by the peer, in the middle of something: only notes are taken here, and tasks posted. */
    private void observe(Event event) {
        LOG.log(Level.DEBUG, "{0}", event);
        sightings.observe(event);
        feeds.forEach(feed -> feed.offer(event));
        if (unheard != null && unheard.size() < UNHEARD_LIMIT && !shownBySnapshot(event)) {
            unheard.add(event);
        }
        stableViews.observe(event);
        if (keeper != null) {
            keeper.observe(event);
        }
        if (event instanceof Event.Ready) {
            joined.completeAsync(() -> "ready");
        } else if (event instanceof Event.Stopped) {
            loop.execute(() -> end("left"));
        } else if (event instanceof Event.NameConflict conflict && conflict.fatal()) {
            loop.execute(() -> end("the name '" + conflict.name() + "' is taken by the member at " + conflict.other()
                    + "; give each member a name of its own"));
        }
    }

    private static boolean shownBySnapshot(Event event) {
        return event instanceof Event.Membership
                || event instanceof Event.ServiceUp
                || event instanceof Event.ServiceDown
                || event instanceof Event.ServiceChanged;
    }

    /** Others reach this member elsewhere from now on. */
    void readdress(List<Address> moved) {
        if (!ending()) {
            LOG.log(Level.INFO, "reached at {0} from now on", moved);
            host.peer().readdress(moved, System.nanoTime());
        }
    }

    // ---- the end

    void leave() {
        if (leaving || ending) {
            return;
        }
        leaving = true;
        loop.schedule(leaveNanos, () -> end("left"));
        host.peer().leave(System.nanoTime());
    }

    void abort() {
        end("aborted");
    }

    private void end(String reason) {
        if (ending) {
            return;
        }
        ending = true;
        loop.remove(host);
        if (keeper != null) {
            keeper.close();
        }
        stableViews.close();
        host.transport().close();
        // One turn later the selector has let go of the sockets, and the ports are free.
        loop.execute(() -> {
            over = true;
            Thread last = new Thread(() -> finish(reason), "grapevine-end");
            last.setDaemon(true);
            last.start();
        });
    }

    /** Not in the loop: this may wait for the disk, ends the loop, and completes futures on which others depend. */
    private void finish(String reason) {
        try {
            release.run();
        } finally {
            ForkJoinPool.commonPool()
                    .execute(() -> joined.completeExceptionally(
                            new StartException("stopped before a cluster was joined: " + reason, null)));
            stopped.complete(reason);
        }
    }
}
