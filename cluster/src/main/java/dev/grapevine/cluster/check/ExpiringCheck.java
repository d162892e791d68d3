package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A TTL check: critical when no heartbeat has come within the TTL. Has one alarm, however many heartbeats. */
final class ExpiringCheck implements RunningCheck {

    private final CheckDefinition.Ttl definition;
    private final CheckScheduler scheduler;
    private final Runnable expired;
    private final CheckScheduler.Alarm alarm;
    private @Nullable CheckOutcome verdict;
    private @Nullable Instant at;
    private long deadlineNanos;
    private long criticalSinceNanos;
    private boolean alarmSet;
    private boolean postponed;
    private boolean stopped;

    /**
     * @param initial the verdict until the first heartbeat; null if there is none
     * @param heartbeat when the last one came, before a restart; null for never
     * @param expired called when the TTL has passed, with no lock held; not called for a heartbeat
     */
    ExpiringCheck(
            CheckDefinition.Ttl definition,
            @Nullable CheckOutcome initial,
            @Nullable Instant heartbeat,
            CheckScheduler scheduler,
            Runnable expired) {
        this.definition = definition;
        this.scheduler = scheduler;
        this.expired = expired;
        this.verdict = initial;
        this.at = heartbeat;
        Duration age = heartbeat == null ? Duration.ZERO : Duration.between(heartbeat, scheduler.now());
        Duration ttl = definition.ttl();
        // After a clock stepped back, a heartbeat is still not in the future.
        Duration left = age.isNegative() ? ttl : ttl.compareTo(age) > 0 ? ttl.minus(age) : Duration.ZERO;
        this.deadlineNanos = scheduler.nanoTime() + left.toNanos();
        if (initial != null && left.isZero()) {
            verdict = silence();
        }
        this.criticalSinceNanos = scheduler.nanoTime();
        this.alarm = scheduler.alarm(this::due);
    }

    private CheckOutcome silence() {
        return CheckOutcome.critical("no heartbeat within " + CheckTarget.seconds(definition.ttl()));
    }

    @Override
    public CheckDefinition definition() {
        return definition;
    }

    /** Needs no alarm before the first heartbeat, because until then it is critical. */
    @Override
    public synchronized void start() {
        setAlarm(deadlineNanos);
    }

    @Override
    public synchronized @Nullable CheckOutcome verdict() {
        return verdict;
    }

    @Override
    public synchronized Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /** Takes a heartbeat. */
    synchronized void report(CheckOutcome heartbeat) {
        if (stopped) {
            return;
        }
        criticalSinceNanos = critical() ? criticalSinceNanos : scheduler.nanoTime();
        verdict = heartbeat;
        at = scheduler.now();
        postponed = false;
        deadlineNanos = scheduler.nanoTime() + definition.ttl().toNanos();
        setAlarm(deadlineNanos);
    }

    /** An alarm that is set finds the new deadline, and goes on. */
    private void setAlarm(long nanos) {
        if (!stopped && !alarmSet && verdict != null && verdict.health() != Health.CRITICAL) {
            alarmSet = true;
            alarm.set(nanos);
        }
    }

    private void due() {
        synchronized (this) {
            alarmSet = false;
            if (stopped || verdict == null || verdict.health() == Health.CRITICAL) {
                return;
            }
            long lateNanos = scheduler.nanoTime() - deadlineNanos;
            if (lateNanos < 0) {
                setAlarm(deadlineNanos);
                return;
            }
            postponed = lateNanos > PollingCheck.STALL_NANOS && !postponed;
            if (postponed) { // this process stood still, and has yet to read the heartbeats that came meanwhile
                deadlineNanos = scheduler.nanoTime()
                        + Math.min(lateNanos, definition.ttl().toNanos());
                setAlarm(deadlineNanos);
                return;
            }
            verdict = silence();
            criticalSinceNanos = scheduler.nanoTime();
        }
        expired.run();
    }

    @Override
    public synchronized OptionalLong criticalSinceNanos() {
        return critical() ? OptionalLong.of(criticalSinceNanos) : OptionalLong.empty();
    }

    private boolean critical() {
        return verdict == null || verdict.health() == Health.CRITICAL;
    }

    @Override
    public @Nullable String missing() {
        return null;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        alarm.close();
    }
}
