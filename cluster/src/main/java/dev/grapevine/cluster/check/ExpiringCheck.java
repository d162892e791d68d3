package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A TTL check: critical when no heartbeat has come within the TTL. Has one timer at most, however many heartbeats. */
final class ExpiringCheck implements CheckRunner.HeartbeatCheck {

    private final Duration ttl;
    private final CheckThreads threads;
    private final Runnable changed;
    private @Nullable CheckOutcome latest;
    private long deadlineNanos;
    private @Nullable Future<?> timer;
    private boolean stopped;

    ExpiringCheck(Duration ttl, CheckThreads threads, Runnable changed) {
        this.ttl = ttl;
        this.threads = threads;
        this.changed = changed;
    }

    /** Needs no timer before the first heartbeat, because until then it is critical. */
    @Override
    public void start() {}

    @Override
    public synchronized @Nullable CheckOutcome latest() {
        return latest;
    }

    @Override
    public synchronized boolean report(CheckOutcome heartbeat) {
        if (stopped) {
            return false;
        }
        boolean differs = latest == null || latest.health() != heartbeat.health();
        latest = heartbeat;
        deadlineNanos = System.nanoTime() + ttl.toNanos();
        if (timer == null && heartbeat.health() != Health.CRITICAL) {
            timer = threads.after(ttl, this::due);
        }
        return differs;
    }

    /** A running timer finds the new deadline, and continues. */
    private void due() {
        synchronized (this) {
            timer = null;
            if (stopped || latest == null || latest.health() == Health.CRITICAL) {
                return;
            }
            long left = deadlineNanos - System.nanoTime();
            if (left > 0) {
                timer = threads.after(Duration.ofNanos(left), this::due);
                return;
            }
            latest = CheckOutcome.critical("no heartbeat within " + CheckTarget.seconds(ttl));
        }
        changed.run();
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
