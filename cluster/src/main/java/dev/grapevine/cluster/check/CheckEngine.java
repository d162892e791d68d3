package dev.grapevine.cluster.check;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.LineLimits;
import dev.grapevine.cluster.net.AllowList;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of one member's instances.
 *
 * <p><b>Threads.</b> {@link CheckLoop} is one thread with the alarms of all checks and the sockets of TCP checks; HTTP
 * checks use an asynchronous {@linkplain HttpCheckClient client}. So no thread waits for a server. What blocks has threads of its own, a bounded number: look-ups of names, and code of the program
 * ({@link CheckWorkers}). Owners are told of news by one more thread, where they may block. So no check depends on how
 * long another one takes. All are daemons, and start when they are needed.
 *
 * <p><b>Time</b> and the {@linkplain CheckTransport transport} are arguments, so that all decisions are tested in
 * virtual time. Thread-safe.
 */
public final class CheckEngine implements AutoCloseable {

    /** First runs are at least this far apart, so that an agent that starts with many checks does not flood its host. */
    static final long FIRST_RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Logger LOG = GuardedLogger.ofCluster();

    private final CheckScheduler scheduler;
    private final CheckTransport transport;
    private final Executor callbacks;
    private final Runnable release;
    private final Set<InstanceChecks> open = new LinkedHashSet<>();
    private final LineLimits limits = new LineLimits(1);
    private long lastFirstNanos;
    private boolean closed;

    /**
     * @param callbacks runs what owners do with news
     * @param release ends what the others run on; must not block
     */
    public CheckEngine(CheckScheduler scheduler, CheckTransport transport, Executor callbacks, Runnable release) {
        this.scheduler = scheduler;
        this.transport = transport;
        this.callbacks = callbacks;
        this.release = release;
        this.lastFirstNanos = scheduler.nanoTime() - FIRST_RUN_NANOS;
    }

    /**
     * An engine on sockets and threads of its own, which start with the first instance. HTTP checks use the Java
     * runtime's client.
     *
     * @param owner begins the names of the threads
     * @param clock tells when checks ran, and how old a heartbeat is; delays do not depend on it
     */
    public static CheckEngine start(String owner, Clock clock) {
        return start(owner, clock, () -> new JdkHttpClient(owner, null), () -> AllowList.ALL);
    }

    /**
     * The same, with another client for HTTP checks.
     *
     * @param http makes it, at the first HTTP check; called by a thread that it may block
     * @param allowed the addresses that HTTP and TCP checks may reach, asked for at each run
     */
    public static CheckEngine start(
            String owner, Clock clock, Supplier<? extends HttpCheckClient> http, Supplier<AllowList> allowed) {
        CheckLoop loop = new CheckLoop(owner + "-checks", clock);
        SocketTransport transport = new SocketTransport(loop, owner, http, allowed);
        CallbackThread callbacks = new CallbackThread(owner + "-check-news");
        return new CheckEngine(loop, transport, callbacks, () -> {
            callbacks.close();
            loop.close();
        });
    }

    /**
     * Starts the thread of the checks. It also starts with the first instance.
     *
     * @throws java.io.UncheckedIOException if there are no descriptors left
     * @throws OutOfMemoryError if no thread can be made
     */
    public void begin() {
        scheduler.alarm(() -> {}).close();
    }

    /**
     * The checks of an instance, none at first.
     *
     * @param published what the owner has published of it
     * @param changed tells the owner that there may be {@linkplain InstanceChecks#news news}; may block and throw
     * @throws IllegalStateException if the engine is closed
     */
    public InstanceChecks instance(InstanceVerdict published, Runnable changed) {
        InstanceChecks added = new InstanceChecks(this, published, changed);
        synchronized (this) {
            if (!closed) {
                open.add(added);
                return added;
            }
        }
        added.close();
        throw new IllegalStateException("the member has stopped");
    }

    synchronized void closed(InstanceChecks instance) {
        open.remove(instance);
    }

    CheckScheduler scheduler() {
        return scheduler;
    }

    Executor callbacks() {
        return callbacks;
    }

    /** A check that has not started. */
    RunningCheck check(
            CheckDefinition definition, @Nullable CheckOutcome initial, @Nullable Instant heartbeat, Runnable changed) {
        return definition instanceof CheckDefinition.Polled polled
                ? new PollingCheck(
                        polled,
                        initial,
                        firstRun(polled.policy().interval().toNanos()),
                        scheduler,
                        transport,
                        results(definition, changed))
                : new ExpiringCheck((CheckDefinition.Ttl) definition, initial, heartbeat, scheduler, changed);
    }

    private PollingCheck.Results results(CheckDefinition definition, Runnable changed) {
        return new PollingCheck.Results() {
            @Override
            public void taken() {
                changed.run();
            }

            @Override
            public void missing(String reason) {
                report("the check " + definition + " has no result, so its health stays as it was: " + reason, null);
            }
        };
    }

    /** At once, but a little after the first run of the check before, and at most an interval from now. */
    private synchronized long firstRun(long intervalNanos) {
        long now = scheduler.nanoTime();
        long after = lastFirstNanos + FIRST_RUN_NANOS;
        if (after - now > intervalNanos) {
            return now + (long) (scheduler.random() * intervalNanos);
        }
        lastFirstNanos = after - now > 0 ? after : now;
        return lastFirstNanos;
    }

    /** Logs a failure, at most one a minute. */
    void report(String what, @Nullable Throwable failure) {
        long leftOut = limits.admit("", scheduler.nanoTime());
        if (leftOut >= 0) {
            LOG.log(Level.WARNING, LineLimits.counted(what, leftOut), failure);
        }
    }

    /** Ends all checks, threads and connections, also those that hang. Does not block. May be called more than once. */
    @Override
    public void close() {
        List<InstanceChecks> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(open);
        }
        left.forEach(InstanceChecks::close);
        transport.close();
        release.run();
    }
}
