package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A heartbeat check: critical when none came for the time to live. One timer at a time, however often it beats. */
final class TtlTask implements CheckTask {

    private final CheckSpec.Ttl spec;
    private final Surroundings around;
    private Health health;
    private String output;
    private @Nullable Instant at;
    private long deadline;
    private boolean timing;
    private boolean stopped;

    /** @param heartbeat the last one known of, from before a restart; null for none */
    TtlTask(CheckSpec.Ttl spec, Health initial, String output, @Nullable Instant heartbeat, Surroundings around) {
        this.spec = spec;
        this.around = around;
        this.health = initial;
        this.output = output;
        this.at = heartbeat;
        Duration age = heartbeat == null ? Duration.ZERO : Duration.between(heartbeat, around.now());
        // A clock that stepped back makes no heartbeat younger than now.
        Duration left = age.isNegative() ? spec.ttl() : spec.ttl().minus(age);
        this.deadline = around.nanoTime() + left.toNanos();
        if (left.isNegative() || left.isZero()) {
            expire();
        }
    }

    synchronized void start() {
        time();
    }

    void heartbeat(Health told, String words) {
        boolean changed;
        synchronized (this) {
            if (stopped) {
                return;
            }
            changed = told != health;
            health = told;
            output = CheckResult.cut(words, CheckResult.OUTPUT_LIMIT);
            at = around.now();
            deadline = around.nanoTime() + spec.ttl().toNanos();
            time();
        }
        if (changed) {
            around.changed();
        }
    }

    /** Sets the timer, unless one runs: it finds the deadline moved and goes on. */
    private void time() {
        if (!timing && !stopped && health != Health.CRITICAL) {
            timing = true;
            around.after(Duration.ofNanos(Math.max(0, deadline - around.nanoTime())), this::due);
        }
    }

    private void due() {
        synchronized (this) {
            timing = false;
            if (stopped || health == Health.CRITICAL) {
                return;
            }
            if (deadline - around.nanoTime() > 0) {
                time();
                return;
            }
            expire();
        }
        around.changed();
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
