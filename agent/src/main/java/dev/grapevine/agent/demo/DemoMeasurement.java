package dev.grapevine.agent.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How long it took each member to learn of an event.
 *
 * @param what the event, in words
 * @param delays of the members that learned of it, ascending
 * @param asked the number of members that should have learned of it
 */
record DemoMeasurement(String what, List<Duration> delays, int asked) {

    DemoMeasurement {
        delays = List.copyOf(delays);
    }

    static DemoMeasurement of(String what, Instant happened, Collection<Observation> observations, int asked) {
        List<Duration> delays = observations.stream()
                .map(observation -> Duration.between(happened, observation.time()))
                .map(delay -> delay.isNegative() ? Duration.ZERO : delay)
                .sorted(Comparator.naturalOrder())
                .toList();
        return new DemoMeasurement(what, delays, asked);
    }

    boolean complete() {
        return delays.size() == asked;
    }
}
