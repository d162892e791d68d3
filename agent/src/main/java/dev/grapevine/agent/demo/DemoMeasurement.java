package dev.grapevine.agent.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How long after something happened each member knew it.
 *
 * @param what happened
 * @param delays of each that knew, ascending
 * @param asked how many should have known
 */
record DemoMeasurement(String what, List<Duration> delays, int asked) {

    DemoMeasurement {
        delays = List.copyOf(delays);
    }

    static DemoMeasurement of(String what, Instant happened, Collection<Observation> sightings, int asked) {
        List<Duration> delays = sightings.stream()
                .map(sighting -> Duration.between(happened, sighting.time()))
                .map(delay -> delay.isNegative() ? Duration.ZERO : delay)
                .sorted(Comparator.naturalOrder())
                .toList();
        return new DemoMeasurement(what, delays, asked);
    }

    boolean complete() {
        return delays.size() == asked;
    }
}
