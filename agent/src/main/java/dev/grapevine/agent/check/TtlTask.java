package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A TTL check: critical when no heartbeat arrived within the TTL. Has one timer at a time, however many heartbeats. */
final class TtlTask implements CheckTask {

    private final CheckSpec.Ttl spec;
    private final CheckRuntime runtime;
    private final Runnable healthChanged;
    private Health health;
    private String output;
    private @Nullable Instant at;
    private long deadline;
    private boolean timerSet;
    private boolean stopped;

    /**
     * @param heartbeat when the last heartbeat before a restart arrived; null for never
     * @param healthChanged called with no lock held
     */
    TtlTask(
            CheckSpec.Ttl spec,
            Health initial,
            String output,
            @Nullable Instant heartbeat,
            CheckRuntime runtime,
            Runnable healthChanged) {
        this.spec = spec;
        this.runtime = runtime;
        this.healthChanged = healthChanged;
        this.health = initial;
        this.output = output;
        this.at = heartbeat;
        Duration age = heartbeat == null ? Duration.ZERO : Duration.between(heartbeat, runtime.now());
        // After a clock stepped back, a heartbeat is still not in the future.
        Duration left = age.isNegative() ? spec.ttl() : spec.ttl().minus(age);
        this.deadline = runtime.nanoTime() + left.toNanos();
        if (left.isNegative() || left.isZero()) {
            expire();
        }
    }

    @Override
    public synchronized void start() {
        setTimer();
    }

    void heartbeat(Health reported, String text) {
        boolean changed;
        synchronized (this) {
            if (stopped) {
                return;
            }
            changed = reported != health || at == null;
            health = reported;
            output = CheckResult.cut(text, CheckResult.OUTPUT_LIMIT);
            at = runtime.now();
            deadline = runtime.nanoTime() + spec.ttl().toNanos();
            setTimer();
        }
        if (changed) {
            healthChanged.run();
        }
    }

    /** Sets the timer unless it is running; a running timer finds the new deadline and continues. */
    private void setTimer() {
        if (!timerSet && !stopped && health != Health.CRITICAL) {
            timerSet = true;
            runtime.after(Duration.ofNanos(Math.max(0, deadline - runtime.nanoTime())), this::due);
        }
    }

    private void due() {
        synchronized (this) {
            timerSet = false;
            if (stopped || health == Health.CRITICAL) {
                return;
            }
            if (deadline - runtime.nanoTime() > 0) {
                setTimer();
                return;
            }
            expire();
        }
        healthChanged.run();
    }

    private void expire() {
        health = Health.CRITICAL;
        output = "no heartbeat within " + TcpCheck.seconds(spec.ttl());
    }

    @Override
    public synchronized CheckStatus status() {
        return new CheckStatus(spec, health, output, Optional.ofNullable(at));
    }

    @Override
    public synchronized void stop() {
        stopped = true;
    }
}
