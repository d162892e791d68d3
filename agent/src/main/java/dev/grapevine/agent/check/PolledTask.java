package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.check.HealthThresholds;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An HTTP or TCP check: runs, waits, and runs again. It never runs twice at a time, and is queued at most once. */
final class PolledTask implements CheckTask {

    /**
     * After a result that does not decide the health yet, the next run comes soon instead of after a whole interval.
     */
    static final Duration RECHECK = Duration.ofSeconds(1);

    private final CheckSpec.Polled spec;
    private final HealthCheck check;
    private final CheckRuntime runtime;
    private final Runnable healthChanged;
    private final HealthThresholds thresholds;
    private String output;
    private @Nullable Instant at;
    private boolean stopped;

    /** @param healthChanged called with no lock held */
    PolledTask(
            CheckSpec.Polled spec,
            HealthCheck check,
            Health initial,
            String output,
            CheckRuntime runtime,
            Runnable healthChanged) {
        this.spec = spec;
        this.check = check;
        this.output = output;
        this.runtime = runtime;
        this.healthChanged = healthChanged;
        this.thresholds =
                new HealthThresholds(spec.pace().failures(), spec.pace().successes(), initial);
    }

    /** Runs the check for the first time, at once. */
    @Override
    public void start() {
        runtime.work(this::run);
    }

    private void run() {
        synchronized (this) {
            if (stopped) {
                return;
            }
        }
        CheckResult result;
        try {
            result = check.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            result = new CheckResult(Health.CRITICAL, "the check itself failed: " + e);
        }
        take(result);
    }

    private void take(CheckResult result) {
        boolean changed;
        Duration pause;
        synchronized (this) {
            if (stopped) {
                return;
            }
            Health before = thresholds.health();
            // The first result also counts if it is the health that was assumed: it has the reason.
            Health after = thresholds.add(result.health());
            changed = at == null || after != before;
            output = result.output();
            at = runtime.now();
            Duration interval = spec.pace().interval();
            Duration next = thresholds.undecided() && RECHECK.compareTo(interval) < 0 ? RECHECK : interval;
            pause = Duration.ofNanos((long) (next.toNanos() * runtime.jitter()));
        }
        runtime.after(pause, () -> runtime.work(this::run));
        if (changed) {
            healthChanged.run();
        }
    }

    @Override
    public synchronized CheckStatus status() {
        return new CheckStatus(spec, thresholds.health(), output, Optional.ofNullable(at));
    }

    @Override
    public synchronized void stop() {
        stopped = true;
    }
}
