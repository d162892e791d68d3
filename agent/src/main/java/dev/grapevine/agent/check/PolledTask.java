package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An HTTP or TCP check: runs, waits, runs again. Never twice at a time, and never longer in the queue than once. */
final class PolledTask implements CheckTask {

    /** A result that is not yet a verdict is looked into soon, instead of after a whole interval. */
    static final Duration RECHECK = Duration.ofSeconds(1);

    private final CheckSpec spec;
    private final CheckSpec.Pace pace;
    private final HealthCheck check;
    private final Surroundings around;
    private final HealthThresholds thresholds;
    private String output;
    private @Nullable Instant at;
    private boolean stopped;

    PolledTask(
            CheckSpec spec,
            CheckSpec.Pace pace,
            HealthCheck check,
            Health initial,
            String output,
            Surroundings around) {
        this.spec = spec;
        this.pace = pace;
        this.check = check;
        this.around = around;
        this.thresholds = new HealthThresholds(pace.failures(), pace.successes(), initial);
        this.output = output;
    }

    /** Makes the first run, at once. */
    void start() {
        around.work(this::run);
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
            changed = thresholds.add(result.health()) != before;
            output = result.output();
            at = around.now();
            Duration next =
                    thresholds.undecided() && RECHECK.compareTo(pace.interval()) < 0 ? RECHECK : pace.interval();
            pause = Duration.ofNanos((long) (next.toNanos() * around.jitter()));
        }
        around.after(pause, () -> around.work(this::run));
        if (changed) {
            around.changed();
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
