package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckEngine;
import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.monitor.EventRecorder;
import dev.grapevine.cluster.monitor.MemberLog;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.LoopFailures;
import dev.grapevine.cluster.net.LoopResident;
import dev.grapevine.cluster.net.TrafficCounter;
import dev.grapevine.core.Peer;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.ProtocolStats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A member from its start until it has released all its resources. Passes the peer's events to the subscribers. Used by
 * the loop's thread only, except for the futures and the volatile flags.
 *
 * <p>A member ends because it leaves, is stopped, gave up its name, or because its loop has ended. It ends in two parts:
 * in the loop, everything that runs is stopped; when the selector has let go of the sockets, what may block is released
 * and the futures complete. A loop of the member's own ends with it, and its thread then does the second part, so that
 * the end needs no thread that might not be available. Each step is taken even if others fail.
 */
final class MemberRuntime implements LoopResident {

    private static final Logger LOG = GuardedLogger.ofCluster();

    /** Added to the leave timeout, after which the peer stops by itself. */
    private static final long LEAVE_SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final StopReason FAILED = new StopReason(StopReason.Cause.FAILED, "its thread failed");

    private final EventLoop loop;
    private final PeerDriver driver;
    private final ViewPublisher publisher;
    private final LoopAccess access;
    private final Subscriptions subscriptions;
    private final EventLogWriter log;
    private final EventRecorder recorder;
    private final CheckedInstances checkedInstances;
    private final @Nullable AddressStore addressStore;
    private final long leaveNanos;
    private final boolean ownLoop;
    private final EndSteps stopRunning;
    private final EndSteps finish;
    private final CallbackThreads callbacks;
    private final HalfSealedWarning halfSealed;
    private final CompletableFuture<JoinOutcome> ready = new CompletableFuture<>();
    private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
    private boolean leaving;
    private volatile @Nullable StopReason ending;
    private volatile boolean over;

    /**
     * To be called in the loop, before the peer runs.
     *
     * @param addressStore null for a member that keeps nothing on disk
     * @param release releases the resources that belong to others; runs last, where it may block
     */
    MemberRuntime(
            ClusterLoop clusterLoop,
            PeerDriver driver,
            @Nullable AddressStore addressStore,
            long leaveTimeoutNanos,
            Runnable release) {
        this.loop = clusterLoop.events();
        this.ownLoop = !clusterLoop.shared();
        this.driver = driver;
        this.addressStore = addressStore;
        this.leaveNanos = leaveTimeoutNanos + LEAVE_SLACK_NANOS;
        this.publisher = new ViewPublisher(loop, driver.peer(), this::published);
        this.callbacks = clusterLoop.callbacks();
        this.access = new LoopAccess(loop, this);
        this.subscriptions = new Subscriptions(loop, publisher, callbacks, access);
        this.checkedInstances = new CheckedInstances(
                driver.peer(),
                CheckEngine.start("grapevine-" + driver.peer().self().name(), Clock.systemUTC()));
        this.stopRunning = new EndSteps(List.of(
                publisher::publish, // commands may wait for it
                () -> loop.remove(driver),
                addressStore == null ? () -> {} : addressStore::close,
                checkedInstances::close,
                subscriptions::close,
                () -> driver.transport().close()));
        this.finish = new EndSteps(List.of(
                release,
                this::completeReady,
                () -> stopped.complete(reason()),
                this::endCallbacks,
                // Last: while the loop ends, only residents are told again if memory ran out in between.
                () -> loop.removeResident(this)));
        String name = driver.peer().self().name();
        this.log = new EventLogWriter(new MemberLog(GuardedLogger.ofEvents(), name), callbacks);
        this.recorder = EventRecorder.of(name);
        this.halfSealed = new HalfSealedWarning(
                () -> driver.encryption().mode(),
                this::whileRunning,
                text -> LOG.log(Level.WARNING, "member {0}: {1}", name, text));
    }

    /** Starts the peer. */
    void begin() {
        loop.addResident(this);
        driver.begin(publisher);
        halfSealed.modeChanged();
    }

    private void whileRunning(long delayNanos, Runnable task) {
        loop.schedule(delayNanos, () -> {
            if (!ending()) {
                task.run();
            }
        });
    }

    Peer peer() {
        return driver.peer();
    }

    ViewPublisher publisher() {
        return publisher;
    }

    /** Runs what the program brings: listeners, calls of executors, dependents of futures. */
    CallbackThreads callbacks() {
        return callbacks;
    }

    /** How other threads reach the peer. */
    LoopAccess access() {
        return access;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    CheckedInstances checkedInstances() {
        return checkedInstances;
    }

    /** Completes in the loop: for dependents of the library only, others use {@link MemberFuture}. */
    CompletableFuture<JoinOutcome> ready() {
        return ready;
    }

    /** For dependents of the library only, like {@link #ready}. */
    CompletableFuture<StopReason> stopped() {
        return stopped;
    }

    /** Whether the member is leaving or has stopped, so that commands are rejected. */
    boolean ending() {
        return leaving || ending != null || loop.ended();
    }

    /** Continues "member x", for a caller whose command comes too late. */
    String endText() {
        StopReason reason = ending;
        return reason != null && reason.cause() == StopReason.Cause.FAILED
                ? " has stopped (" + reason.text() + ")"
                : " has stopped";
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
        // Those that only look on must not keep each other, or the member itself, from what it has to do.
        LoopFailures.guarded(() -> subscriptions.published(view, events, services));
        LoopFailures.guarded(() -> log.add(events));
        LoopFailures.guarded(() -> recorder.record(events));
        events.forEach(this::observe);
    }

    private void observe(Event event) {
        if (addressStore != null) {
            addressStore.observe(event);
        }
        if (event instanceof Event.Ready search) {
            ready.complete(search.outcome());
        } else if (event instanceof Event.Stopped) {
            end(new StopReason(StopReason.Cause.LEFT, "left the cluster"));
        } else if (event instanceof Event.NameConflict conflict && conflict.fatal()) {
            end(new StopReason(StopReason.Cause.NAME_TAKEN, conflict.text()));
        }
    }

    EncryptionState encryption() {
        return driver.encryption();
    }

    /** Accepts keys besides those that the member has, and takes up the mode. */
    void encrypt(Encryption changed) {
        boolean sameMode = changed.mode() == encryption().mode();
        driver.encrypt(changed);
        if (!sameMode) {
            halfSealed.modeChanged();
        }
    }

    /** Gossips with these networks only. */
    void allow(AllowList networks) {
        driver.transport().allow(networks);
    }

    /** Announces new addresses of this member. */
    void readdress(List<Address> moved) {
        if (!ending()) {
            LOG.log(Level.INFO, "advertised addresses changed to {0}", moved);
            driver.peer().commands().readdress(moved, System.nanoTime());
        }
    }

    // ---- the end

    void leave() {
        if (leaving || ending != null || loop.ended()) {
            return;
        }
        leaving = true;
        checkedInstances.close();
        loop.schedule(leaveNanos, () -> end(new StopReason(StopReason.Cause.LEFT, "left the cluster")));
        driver.peer().leave(System.nanoTime());
    }

    void abort() {
        if (loop.ended()) {
            return; // the loop ends its members
        }
        end(new StopReason(StopReason.Cause.ABORTED, "stopped without telling the others"));
    }

    private void end(StopReason reason) {
        if (ending == null) {
            ending = reason;
            stopRunning.take();
            // One turn later the selector has deregistered the sockets, and the ports are free.
            loop.execute(this::conclude);
        }
    }

    private void conclude() {
        over = true;
        if (ownLoop) {
            loop.stop(); // and then loopEnded is called
        } else if (!callbacks.started(this::finishPatiently)) {
            finish.take(); // no thread can be made: the other members of this loop have to wait
        }
    }

    /** On a thread of its own, which nobody calls again if memory runs out. */
    private void finishPatiently() {
        boolean done = false;
        while (!done) {
            try {
                finish.take();
                done = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    @Override
    public void loopEnded(@Nullable Throwable cause) {
        if (ending == null) {
            ending = failed(cause);
        }
        stopRunning.take();
        over = true;
        finish.take();
    }

    @Override
    public void loopHangs(Duration since) {
        subscriptions.hung(new Event.Hung(since));
    }

    private static StopReason failed(@Nullable Throwable cause) {
        try {
            return new StopReason(
                    StopReason.Cause.FAILED, cause == null ? "its loop was stopped" : "its thread ended with " + cause);
        } catch (Throwable e) { // no memory for details
            return FAILED;
        }
    }

    private void completeReady() {
        if (!ready.isDone()) {
            ready.completeExceptionally(
                    new StartException("stopped before a cluster was joined: " + reason().text(), null));
        }
    }

    private void endCallbacks() {
        if (ownLoop || loop.ended()) {
            callbacks.end();
        }
    }

    private StopReason reason() {
        StopReason reason = ending;
        return reason == null ? FAILED : reason;
    }
}
