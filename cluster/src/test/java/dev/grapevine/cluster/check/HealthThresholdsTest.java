package dev.grapevine.cluster.check;

import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Health;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HealthThresholdsTest {

    private static List<Health> play(HealthThresholds thresholds, Health... results) {
        return Arrays.stream(results).map(thresholds::add).toList();
    }

    @Test
    void consecutive_failures_make_it_critical() {
        assertThat(play(new HealthThresholds(3, 1, PASSING), CRITICAL, CRITICAL, PASSING, CRITICAL, CRITICAL, CRITICAL))
                .containsExactly(PASSING, PASSING, PASSING, PASSING, PASSING, CRITICAL);
    }

    @Test
    void consecutive_successes_make_it_passing_again() {
        assertThat(play(new HealthThresholds(1, 2, CRITICAL), PASSING, CRITICAL, PASSING, PASSING))
                .containsExactly(CRITICAL, CRITICAL, CRITICAL, PASSING);
    }

    @Test
    void a_warning_counts_at_once_and_interrupts_a_row_of_failures() {
        assertThat(play(new HealthThresholds(2, 1, PASSING), WARNING, CRITICAL, WARNING, CRITICAL, PASSING))
                .containsExactly(WARNING, WARNING, WARNING, WARNING, PASSING);
    }

    @Test
    void an_instance_that_has_never_passed_passes_with_the_first_success() {
        assertThat(play(new HealthThresholds(2, 1, CRITICAL), CRITICAL, CRITICAL, PASSING))
                .containsExactly(CRITICAL, CRITICAL, PASSING);
    }

    @Test
    void a_single_result_is_undecided_until_the_row_is_complete_or_interrupted() {
        HealthThresholds thresholds = new HealthThresholds(2, 2, PASSING);
        thresholds.add(CRITICAL);
        assertThat(thresholds.undecided()).isTrue();
        thresholds.add(CRITICAL);
        assertThat(thresholds.undecided()).isFalse();
        thresholds.add(PASSING);
        assertThat(thresholds.undecided()).isTrue();
        thresholds.add(PASSING);
        assertThat(thresholds.undecided()).isFalse();
    }
}
