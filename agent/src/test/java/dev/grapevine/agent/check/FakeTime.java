package dev.grapevine.agent.check;

import dev.grapevine.model.Health;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Time that passes when told to; what is due runs on the caller's thread. */
final class FakeTime extends Clock implements HealthChecks.Timer {

    private record Due(long at, long number, Runnable action) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private final List<String> verdicts = new ArrayList<>();
    private final HealthChecks checks;
    private long nanos;
    private long numbers;

    FakeTime() {
        HealthChecks[] itself = new HealthChecks[1];
        HealthChecks.Listener listener = key -> itself[0]
                .verdict(key)
                .ifPresent(verdict -> verdicts.add(seconds() + " " + verdict.health() + " " + verdict.output()));
        checks = new HealthChecks(listener, this, () -> nanos, () -> 1, this, Runnable::run, () -> {});
        itself[0] = checks;
    }

    HealthChecks checks() {
        return checks;
    }

    /** What the checks told, with the time in seconds, since last asked. */
    List<String> told() {
        List<String> told = List.copyOf(verdicts);
        verdicts.clear();
        return told;
    }

    void pass(Duration time) {
        long until = nanos + time.toNanos();
        while (!due.isEmpty() && due.peek().at() <= until) {
            Due next = due.remove();
            nanos = next.at();
            next.action().run();
        }
        nanos = until;
    }

    int timers() {
        return due.size();
    }

    private double seconds() {
        return nanos / 1e9;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        due.add(new Due(nanos + delay.toNanos(), numbers++, action));
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(1_900_000_000, nanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** For readers of expectations: so a verdict is told. */
    static String told(double seconds, Health health, String output) {
        return seconds + " " + health + " " + output;
    }
}
