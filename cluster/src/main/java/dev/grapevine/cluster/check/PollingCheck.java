package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A check that runs again and again: at once, and then in a rhythm that keeps its phase, however long the runs take. The
 * phase is random, so that checks which were registered together do not run together for ever.
 *
 * <p>There is never more than one run. A run that has not ended by its timeout is a failure, and is abandoned. If it
 * holds on nevertheless, each time at which the next one would begin counts as another failure.
 */
final class PollingCheck implements CheckRunner.RunningCheck {

    /**
     * After a result that does not decide the health yet, the next run comes soon instead of after a whole interval.
     */
    static final Duration RECHECK = Duration.ofSeconds(1);

    private final CheckTarget target;
    private final CheckPolicy policy;
    private final CheckThreads threads;
    private final Runnable changed;
    private final HealthThresholds thresholds;

    private final Rhythm rhythm;

    private @Nullable CheckOutcome latest;
    /** Has begun and not ended. */
    private @Nullable CheckRun run;
    /** Whether the result of that run has been taken: it did not end in time. */
    private boolean overdue;
    /** Ends the run, or begins the next. */
    private @Nullable Future<?> timer;

    private boolean stopped;

    PollingCheck(CheckTarget target, CheckPolicy policy, CheckThreads threads, Runnable changed) {
        this.target = target;
        this.policy = policy;
        this.threads = threads;
        this.changed = changed;
        this.thresholds = new HealthThresholds(policy.failures(), policy.successes(), Health.CRITICAL);
        this.rhythm = Rhythm.from(
                System.nanoTime(),
                policy.interval(),
                ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public synchronized void start() {
        if (!stopped && timer == null) {
            timer = threads.after(Duration.ZERO, this::due);
        }
    }

    @Override
    public synchronized @Nullable CheckOutcome latest() {
        return latest;
    }

    @Override
    public void stop() {
        CheckRun left;
        synchronized (this) {
            stopped = true;
            left = run;
            if (timer != null) {
                timer.cancel(false);
            }
        }
        if (left != null) {
            left.abandon().run();
        }
    }

    /** On the thread of the timers. */
    private void due() {
        boolean holdsOn;
        synchronized (this) {
            if (stopped) {
                return;
            }
            holdsOn = run != null;
        }
        if (holdsOn) {
            take(late());
        } else {
            begin();
        }
    }

    private void begin() {
        CheckRun begun;
        try {
            begun = target.begin(threads);
        } catch (Throwable e) { // for example because no thread can be made; the next run may be able to
            take(failed(e));
            return;
        }
        boolean unwanted;
        synchronized (this) {
            unwanted = stopped;
            run = begun;
            overdue = false;
            timer = unwanted ? null : threads.after(policy.timeout(), () -> timedOut(begun));
        }
        if (unwanted) {
            begun.abandon().run();
        }
        begun.outcome().whenComplete((outcome, error) -> ended(begun, error == null ? outcome : failed(error)));
    }

    private void timedOut(CheckRun late) {
        synchronized (this) {
            if (run != late) {
                return;
            }
            overdue = true;
        }
        late.abandon().run();
        take(late());
    }

    private void ended(CheckRun ended, CheckOutcome outcome) {
        synchronized (this) {
            if (run != ended) {
                return;
            }
            run = null;
            if (overdue) {
                return;
            }
            if (timer != null) {
                timer.cancel(false);
            }
        }
        take(outcome);
    }

    private CheckOutcome late() {
        return CheckOutcome.critical(target.late(policy.timeout()));
    }

    private static CheckOutcome failed(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return CheckOutcome.critical("the check itself failed: " + cause);
    }

    private void take(CheckOutcome outcome) {
        boolean told;
        synchronized (this) {
            if (stopped) {
                return;
            }
            Health health = thresholds.add(outcome.health());
            told = outcome.health() == health && (latest == null || latest.health() != health);
            if (outcome.health() == health) {
                latest = outcome;
            }
            timer = threads.after(pause(), this::due);
        }
        if (told) {
            changed.run();
        }
    }

    private Duration pause() {
        if (!thresholds.undecided()) {
            return rhythm.untilNext(System.nanoTime());
        }
        return RECHECK.compareTo(policy.interval()) < 0 ? RECHECK : policy.interval();
    }
}
