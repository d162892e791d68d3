package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A check that runs again and again, in a rhythm that keeps its phase however long the runs take. The phase is random,
 * so that checks which were registered together do not run together for ever.
 *
 * <p>There is never more than one run. A run that has not ended by its timeout is a failure, and is abandoned. If it
 * holds on nevertheless, each time at which the next one would begin counts as another failure. A run that fails for
 * want of something that this process lacks has no result ({@link LocalFault}).
 *
 * <p><b>After a stall</b> of this process, everything is overdue at once. Runs that should have begun are spread over
 * the time that they would have been spread over without it. Runs that should have ended get that much longer, because
 * their answers may have come meanwhile.
 *
 * <p>One alarm does it all, and it is set before anything that can fail. So a check always goes on.
 */
final class PollingCheck implements RunningCheck {

    /** After a result that does not decide the health yet, the next run comes soon instead of after an interval. */
    static final long RECHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** An alarm that comes this much too late tells of a stall. */
    static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Is told how runs ended, with no lock held. */
    interface Results {
        /** There is a result. */
        void taken();

        /** There is none, because this process lacked something. */
        void missing(String reason);
    }

    private final CheckDefinition.Polled definition;
    private final CheckScheduler scheduler;
    private final CheckTransport transport;
    private final Results results;
    private final HealthThresholds thresholds;
    private final Rhythm rhythm;
    private final CheckScheduler.Alarm alarm;

    private @Nullable CheckOutcome verdict;
    private @Nullable Instant at;
    /** Why the latest run had no result. */
    private @Nullable String missing;
    /** Has begun and not ended. */
    private @Nullable CheckRun run;
    /** Whether that run has been counted as a failure: it did not end in time. */
    private boolean overdue;

    private Punctuality punctuality = Punctuality.NEW;
    private long criticalSinceNanos;
    private boolean hasRun;
    private long begunNanos;
    private long dueNanos;
    private boolean postponed;
    private boolean stopped;

    /**
     * @param initial the verdict until the first result; null if there is none
     * @param firstNanos when to run first
     */
    PollingCheck(
            CheckDefinition.Polled definition,
            @Nullable CheckOutcome initial,
            long firstNanos,
            CheckScheduler scheduler,
            CheckTransport transport,
            Results results) {
        this.definition = definition;
        this.verdict = initial;
        this.scheduler = scheduler;
        this.transport = transport;
        this.results = results;
        CheckPolicy policy = definition.policy();
        this.thresholds = new HealthThresholds(
                policy.failures(), policy.successes(), initial == null ? Health.CRITICAL : initial.health());
        this.rhythm = Rhythm.from(firstNanos, policy.interval().toNanos(), scheduler.random());
        this.dueNanos = firstNanos;
        this.criticalSinceNanos = scheduler.nanoTime();
        this.alarm = scheduler.alarm(this::due);
    }

    @Override
    public CheckDefinition definition() {
        return definition;
    }

    @Override
    public synchronized void start() {
        setAlarm(dueNanos);
    }

    @Override
    public synchronized @Nullable CheckOutcome verdict() {
        return verdict;
    }

    @Override
    public synchronized Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    @Override
    public synchronized OptionalLong criticalSinceNanos() {
        return critical() ? OptionalLong.of(criticalSinceNanos) : OptionalLong.empty();
    }

    private boolean critical() {
        return verdict == null || verdict.health() == Health.CRITICAL;
    }

    @Override
    public synchronized @Nullable String missing() {
        return missing;
    }

    @Override
    public void stop() {
        CheckRun left;
        synchronized (this) {
            stopped = true;
            left = run;
            run = null;
            alarm.close();
        }
        if (left != null) {
            left.abandon();
        }
    }

    private void setAlarm(long nanos) {
        if (!stopped) {
            dueNanos = nanos;
            alarm.set(nanos);
        }
    }

    private Duration timeout() {
        return definition.policy().timeout();
    }

    // ---- on the thread of the scheduler

    private void due() {
        CheckRun late;
        synchronized (this) {
            if (stopped || stalled()) {
                return;
            }
            if (overdue && run != null && run.outcome().isDone()) {
                run = null; // its end was not told, for example because memory had run out
            }
            late = run;
            long now = scheduler.nanoTime();
            if (late == null) {
                begunNanos = now;
                setAlarm(now + timeout().toNanos());
            } else {
                begunNanos = overdue ? now : begunNanos; // another run would have begun now
                punctuality = Punctuality.LATE;
                setAlarm(now + definition.policy().interval().toNanos());
            }
            overdue = late != null;
        }
        if (late == null) {
            begin();
        } else {
            CheckOutcome tooLate = CheckOutcome.critical(late.late(timeout()));
            late.abandon();
            take(tooLate);
        }
    }

    /** Puts off what is due, once, if this process stood still. */
    private boolean stalled() {
        long lateNanos = scheduler.nanoTime() - dueNanos;
        postponed = lateNanos > STALL_NANOS && !postponed;
        if (postponed) {
            boolean ends = run != null && !overdue;
            long atMost =
                    Math.min(lateNanos, (ends ? timeout() : definition.policy().interval()).toNanos());
            setAlarm(scheduler.nanoTime() + (ends ? atMost : (long) (scheduler.random() * atMost)));
        }
        return postponed;
    }

    private void begin() {
        CheckRun begun;
        try {
            begun = transport.begin(definition.target(), punctuality);
        } catch (Throwable e) { // for example because no thread can be made; the next run may be able to
            takeFailure(e);
            return;
        }
        boolean unwanted;
        synchronized (this) {
            unwanted = stopped;
            run = unwanted ? null : begun;
        }
        if (unwanted) {
            begun.abandon();
        } else {
            begun.outcome().whenComplete((outcome, error) -> ended(begun, outcome, error));
        }
    }

    // ---- on any thread

    private void ended(CheckRun ended, @Nullable CheckOutcome outcome, @Nullable Throwable error) {
        synchronized (this) {
            if (run != ended) {
                return;
            }
            run = null;
            if (overdue) {
                overdue = false;
                return;
            }
            punctuality = Punctuality.PROMPT;
        }
        if (outcome != null) {
            take(outcome);
        } else if (error != null) {
            takeFailure(error);
        }
    }

    private void takeFailure(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        String fault = LocalFault.reason(cause);
        if (fault == null) {
            take(CheckOutcome.critical("the check itself failed: " + cause));
        } else {
            skip(fault);
        }
    }

    /** The run has no result: the verdict stays, and so does the count of results in a row. */
    private void skip(String reason) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            missing = reason;
            setNext(scheduler.nanoTime());
        }
        results.missing(reason);
    }

    private void take(CheckOutcome outcome) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            long now = scheduler.nanoTime();
            at = scheduler.now();
            Health health = thresholds.add(outcome.health());
            if (outcome.health() == health) {
                criticalSinceNanos = critical() ? criticalSinceNanos : now;
                verdict = outcome;
            }
            missing = null;
            setNext(now);
        }
        results.taken();
    }

    private void setNext(long now) {
        long next = hasRun ? rhythm.next(begunNanos, now) : rhythm.second(begunNanos);
        hasRun = true;
        setAlarm(thresholds.undecided() && next - now > RECHECK_NANOS ? now + RECHECK_NANOS : next);
    }
}
