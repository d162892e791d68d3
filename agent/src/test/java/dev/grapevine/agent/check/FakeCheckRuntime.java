package dev.grapevine.agent.check;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Time that a test moves forward. Actions that become due run on the thread of the test. */
final class FakeCheckRuntime implements CheckRuntime {

    private record Scheduled(long at, long number, Runnable action) {}

    private final PriorityQueue<Scheduled> scheduled =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::number));
    private final List<String> changes = new ArrayList<>();
    private final HealthChecks checks;
    private long nanos;
    private long numbers;

    FakeCheckRuntime() {
        HealthChecks[] itself = new HealthChecks[1];
        HealthChecks.Listener listener = key -> itself[0]
                .combined(key)
                .ifPresent(combined -> changes.add(seconds() + " " + combined.health() + " " + combined.output()));
        checks = new HealthChecks(listener, this);
        itself[0] = checks;
    }

    /** Checks that run on this time. */
    HealthChecks checks() {
        return checks;
    }

    /** The changes of health since the last call, each with the time in seconds. */
    List<String> changes() {
        List<String> latest = List.copyOf(changes);
        changes.clear();
        return latest;
    }

    void pass(Duration time) {
        long until = nanos + time.toNanos();
        while (!scheduled.isEmpty() && scheduled.peek().at() <= until) {
            Scheduled next = scheduled.remove();
            nanos = next.at();
            next.action().run();
        }
        nanos = until;
    }

    int timers() {
        return scheduled.size();
    }

    private double seconds() {
        return nanos / 1e9;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_900_000_000, nanos);
    }

    @Override
    public void after(Duration delay, Runnable action) {
        scheduled.add(new Scheduled(nanos + delay.toNanos(), numbers++, action));
    }

    @Override
    public void work(Runnable action) {
        action.run();
    }

    @Override
    public double jitter() {
        return 1;
    }

    @Override
    public void close() {
        // There are no threads to end.
    }

    /** A change in the form in which {@link #changes} returns it. */
    static String change(double seconds, Health health, String output) {
        return seconds + " " + health + " " + output;
    }
}
