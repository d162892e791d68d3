package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.TrafficCounter;
import dev.grapevine.core.Peer;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.ProtocolStats;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member from its start until it has released all its resources. Passes the peer's events to the subscribers. Used by
 * the loop's thread only, except for the futures and the volatile flags.
 */
final class MemberRuntime {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** Added to the leave timeout, after which the peer stops by itself. */
    private static final long LEAVE_SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int EARLY_EVENTS_LIMIT = 64;

    private final EventLoop loop;
    private final PeerDriver driver;
    private final StatusTimes statusTimes = new StatusTimes();
    private final ViewMapper mapper;
    private final StableViewPublisher stableViews;
    private final List<EventSubscription> subscriptions = new ArrayList<>();

    /** Events before the first subscription that no snapshot shows, kept for the first subscriber; null after that. */
    private @Nullable List<PeerEvent> earlyEvents = new ArrayList<>();

    private final @Nullable AddressStore addressStore;
    private final long leaveNanos;
    private final Runnable release;
    private final CompletableFuture<String> joined = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    private boolean leaving;
    private volatile boolean ending;
    private volatile boolean over;

    /**
     * To be called in the loop, before the peer runs.
     *
     * @param addressStore null for a member that keeps nothing on disk
     * @param release releases the resources that belong to others; runs last, on a thread where it may block
     */
    MemberRuntime(
            EventLoop loop,
            PeerDriver driver,
            @Nullable AddressStore addressStore,
            long leaveTimeoutNanos,
            Runnable release) {
        this.loop = loop;
        this.driver = driver;
        this.addressStore = addressStore;
        this.leaveNanos = leaveTimeoutNanos + LEAVE_SLACK_NANOS;
        this.release = release;
        this.mapper = new ViewMapper(driver.peer(), statusTimes);
        this.stableViews = new StableViewPublisher(loop, mapper::liveView);
    }

    /** Starts the peer. */
    void begin() {
        driver.begin(this::observe);
    }

    Peer peer() {
        return driver.peer();
    }

    ViewMapper mapper() {
        return mapper;
    }

    /** Adds a subscription to all events from now on. The first one also gets the early events. */
    void add(EventSubscription subscription) {
        subscriptions.add(subscription);
        if (earlyEvents != null) {
            earlyEvents.forEach(subscription::offer);
            earlyEvents = null;
        }
    }

    void remove(EventSubscription subscription) {
        subscriptions.remove(subscription);
    }

    StableViewPublisher stableViews() {
        return stableViews;
    }

    /** Completes outside the loop, so that dependent stages may block. */
    CompletableFuture<String> joined() {
        return joined;
    }

    CompletableFuture<String> stopped() {
        return stopped;
    }

    /** Whether the member is leaving or has stopped, so that commands are rejected. */
    boolean ending() {
        return leaving || ending;
    }

    /** Whether the loop no longer drives this member. */
    boolean over() {
        return over;
    }

    /** The figures of the protocol and of the sockets; what was dropped is counted by both. */
    Stats stats() {
        ProtocolStats protocol = peer().stats();
        TrafficCounter counter = driver.transport().traffic();
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, counter.dropped(reason) + protocol.dropped().getOrDefault(reason, 0L));
        }
        Traffic traffic = new Traffic(
                counter.udpPacketsSent(),
                counter.udpBytesSent(),
                counter.udpPacketsReceived(),
                counter.udpBytesReceived(),
                counter.tcpBytesSent(),
                counter.tcpBytesReceived(),
                counter.sendErrors(),
                dropped);
        return new Stats(protocol, traffic);
    }

    // ---- events

    /** Called within a call of the peer, so it only records events and posts tasks. */
    private void observe(PeerEvent event) {
        LOG.log(Level.DEBUG, "{0}", event);
        statusTimes.observe(event);
        subscriptions.forEach(subscription -> subscription.offer(event));
        if (earlyEvents != null && earlyEvents.size() < EARLY_EVENTS_LIMIT && !shownBySnapshot(event)) {
            earlyEvents.add(event);
        }
        stableViews.observe(event);
        if (addressStore != null) {
            addressStore.observe(event);
        }
        if (event instanceof PeerEvent.Ready) {
            joined.completeAsync(() -> "ready");
        } else if (event instanceof PeerEvent.Stopped) {
            loop.execute(() -> end("left"));
        } else if (event instanceof PeerEvent.NameConflict conflict && conflict.fatal()) {
            loop.execute(() -> end("the name '" + conflict.name() + "' is taken by the member at " + conflict.other()
                    + "; give each member a unique name"));
        }
    }

    private static boolean shownBySnapshot(PeerEvent event) {
        return event instanceof PeerEvent.Membership
                || event instanceof PeerEvent.ServiceUp
                || event instanceof PeerEvent.ServiceDown
                || event instanceof PeerEvent.ServiceChanged;
    }

    /** Announces new addresses of this member. */
    void readdress(List<Address> moved) {
        if (!ending()) {
            LOG.log(Level.INFO, "advertised addresses changed to {0}", moved);
            driver.peer().readdress(moved, System.nanoTime());
        }
    }

    // ---- the end

    void leave() {
        if (leaving || ending) {
            return;
        }
        leaving = true;
        loop.schedule(leaveNanos, () -> end("left"));
        driver.peer().leave(System.nanoTime());
    }

    void abort() {
        end("aborted");
    }

    private void end(String reason) {
        if (ending) {
            return;
        }
        ending = true;
        loop.remove(driver);
        if (addressStore != null) {
            addressStore.close();
        }
        stableViews.close();
        driver.transport().close();
        // One turn later the selector has deregistered the sockets, and the ports are free.
        loop.execute(() -> {
            over = true;
            Thread last = new Thread(() -> finish(reason), "grapevine-end");
            last.setDaemon(true);
            last.start();
        });
    }

    /** Runs outside the loop, because it may wait for the disk, ends the loop, and completes futures. */
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
