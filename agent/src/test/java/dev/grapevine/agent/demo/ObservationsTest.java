package dev.grapevine.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration NOW = Duration.ZERO;

    private final List<Observation> received = new ArrayList<>();
    private final Observations observations = new Observations(received::add);

    private void see(String observer, String type, String subject, String status, long afterMillis) {
        observations.add(
                new Observation(observer, type, subject, "1", START.plusMillis(afterMillis), type + " " + subject),
                status);
    }

    @Test
    void the_first_observation_of_each_observer_after_the_mark_counts() throws InterruptedException {
        see("a", "FAILED", "x", "dead", 1);
        int mark = observations.mark();
        see("a", "FAILED", "x", "dead", 5);
        see("b", "JOINED", "x", "alive", 6);
        see("a", "FAILED", "x", "dead", 7);
        Map<String, Observation> found = observations.await(
                mark, List.of("a", "b"), observation -> observation.type().equals("FAILED"), NOW);
        assertThat(found).containsOnlyKeys("a");
        assertThat(found.get("a").time()).isEqualTo(START.plusMillis(5));
        assertThat(received).hasSize(4);
    }

    @Test
    void statuses_are_counted_over_the_running_observers() {
        see("a", "JOINED", "x", "alive", 1);
        see("b", "JOINED", "x", "alive", 1);
        see("c", "JOINED", "x", "alive", 1);
        see("b", "FAILED", "x", "dead", 2);
        see("c", "UP", "web/web", "", 2);
        assertThat(observations.statuses("x")).isEqualTo(Map.of("alive", 2, "dead", 1));
        observations.forget("a");
        assertThat(observations.statuses("x")).isEqualTo(Map.of("alive", 1, "dead", 1));
        assertThat(observations.statuses("web/web")).isEmpty();
    }

    @Test
    void a_status_is_awaited_for_all_pairs() throws InterruptedException {
        see("a", "ALIVE", "a", "alive", 1);
        see("a", "JOINED", "b", "alive", 1);
        see("b", "ALIVE", "b", "alive", 1);
        assertThat(observations.awaitStatus(List.of("a", "b"), List.of("a", "b"), "alive", NOW))
                .isFalse();
        see("b", "JOINED", "a", "alive", 1);
        assertThat(observations.awaitStatus(List.of("a", "b"), List.of("a", "b"), "alive", NOW))
                .isTrue();
    }

    @Test
    void a_measurement_is_sorted_and_says_whether_all_members_knew() {
        see("a", "LEFT", "x", "left", 30);
        see("b", "LEFT", "x", "left", 10);
        see("c", "LEFT", "x", "left", -5);
        DemoMeasurement measured = DemoMeasurement.of("x left", START, received, 4);
        assertThat(measured.delays()).containsExactly(Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(30));
        assertThat(measured.complete()).isFalse();
        assertThat(DemoMeasurement.of("x left", START, received, 3).complete()).isTrue();
    }
}
