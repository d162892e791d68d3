package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.TrafficCounter;
import dev.grapevine.core.Peer;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.ProtocolStats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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

    private final EventLoop loop;
    private final PeerDriver driver;
    private final ViewPublisher publisher;
    private final Subscriptions subscriptions;
    private final @Nullable AddressStore addressStore;
    private final long leaveNanos;
    private final Runnable release;
    private final CompletableFuture<JoinOutcome> ready = new CompletableFuture<>();
    private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
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
        this.publisher = new ViewPublisher(loop, driver.peer(), this::published);
        this.subscriptions = new Subscriptions(loop, publisher);
    }

    /** Starts the peer. */
    void begin() {
        driver.begin(publisher);
    }

    Peer peer() {
        return driver.peer();
    }

    ViewPublisher publisher() {
        return publisher;
    }

    /** Runs listeners that bring no executor. */
    Executor callbacks() {
        return ForkJoinPool.commonPool();
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Completes outside the loop, so that dependent stages may block. */
    CompletableFuture<JoinOutcome> ready() {
        return ready;
    }

    CompletableFuture<StopReason> stopped() {
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

    private void published(PublishedView view, List<Event> events, Set<String> services) {
        subscriptions.published(view, events, services);
        events.forEach(this::observe);
    }

    private void observe(Event event) {
        LOG.log(Level.DEBUG, "{0}", event);
        if (addressStore != null) {
            addressStore.observe(event);
        }
        if (event instanceof Event.Ready search) {
            ready.completeAsync(search::outcome);
        } else if (event instanceof Event.Stopped) {
            end(new StopReason(StopReason.Cause.LEFT, "left the cluster"));
        } else if (event instanceof Event.NameConflict conflict && conflict.fatal()) {
            end(new StopReason(StopReason.Cause.NAME_TAKEN, conflict.text()));
        }
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
        loop.schedule(leaveNanos, () -> end(new StopReason(StopReason.Cause.LEFT, "left the cluster")));
        driver.peer().leave(System.nanoTime());
    }

    void abort() {
        end(new StopReason(StopReason.Cause.ABORTED, "stopped without telling the others"));
    }

    private void end(StopReason reason) {
        if (ending) {
            return;
        }
        ending = true;
        loop.remove(driver);
        if (addressStore != null) {
            addressStore.close();
        }
        subscriptions.close();
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
    private void finish(StopReason reason) {
        try {
            release.run();
        } finally {
            ForkJoinPool.commonPool()
                    .execute(() -> ready.completeExceptionally(
                            new StartException("stopped before a cluster was joined: " + reason.text(), null)));
            stopped.complete(reason);
        }
    }
}
