package dev.grapevine.agent.services;

import dev.grapevine.agent.check.InstanceKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Says when the time of what drains is over. What fails then is tried again. Thread-safe. */
final class DrainDeadlines implements AutoCloseable {

    /** Stands for all instances of the member. */
    static final InstanceKey MEMBER = new InstanceKey("", "");

    private static final Logger LOG = System.getLogger(DrainDeadlines.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(10);

    /** A drain lasts no longer, whatever a file or a clock says. */
    private static final Duration MOST = Duration.ofDays(7);

    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Executor executor;
    private final BiConsumer<InstanceKey, Instant> over;
    private final Map<InstanceKey, ScheduledFuture<?>> pending = new HashMap<>();

    /**
     * @param timer measures the time; is not closed here
     * @param executor runs what may wait for a disk
     * @param over ends the drain of an instance, if it still has this deadline
     */
    DrainDeadlines(
            ScheduledExecutorService timer, Clock clock, Executor executor, BiConsumer<InstanceKey, Instant> over) {
        this.timer = timer;
        this.clock = clock;
        this.executor = executor;
        this.over = over;
    }

    /** @param until null for none */
    synchronized void set(InstanceKey key, @Nullable Instant until) {
        ScheduledFuture<?> before = pending.remove(key);
        if (before != null) {
            before.cancel(false);
        }
        if (until != null) {
            Duration left = Duration.between(clock.instant(), until); // a file may have any time in it
            schedule(key, until, left.isNegative() ? Duration.ZERO : left.compareTo(MOST) > 0 ? MOST : left);
        }
    }

    private synchronized void schedule(InstanceKey key, Instant until, Duration wait) {
        try {
            pending.put(
                    key,
                    timer.schedule(
                            () -> executor.execute(() -> end(key, until)), wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closing) {
            LOG.log(Level.DEBUG, "A drain ends when the agent starts again");
        }
    }

    private void end(InstanceKey key, Instant until) {
        try {
            over.accept(key, until);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "Cannot end a drain; trying again: {0}", e.getMessage());
            schedule(key, until, RETRY);
        }
    }

    @Override
    public synchronized void close() {
        pending.values().forEach(each -> each.cancel(false));
        pending.clear();
    }
}
