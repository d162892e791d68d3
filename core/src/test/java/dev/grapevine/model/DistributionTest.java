package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.quality.Histogram;
import dev.grapevine.core.wire.Allocation;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private static Distribution of(long... nanos) {
        Histogram histogram = new Histogram();
        for (long duration : nanos) {
            histogram.record(duration);
        }
        return histogram.snapshot();
    }

    @Test
    void its_classes_are_five_for_each_power_of_ten_from_100_microseconds_to_100_seconds() {
        assertThat(Distribution.BOUNDS_NANOS)
                .hasSize(31)
                .startsWith(100 * MICRO, 200 * MICRO, 300 * MICRO, 500 * MICRO, 700 * MICRO, MILLI)
                .endsWith(10 * SECOND, 20 * SECOND, 30 * SECOND, 50 * SECOND, 70 * SECOND, 100 * SECOND)
                .isSorted();
    }

    @Test
    void a_duration_counts_in_the_first_class_whose_bound_it_does_not_exceed() {
        Distribution distribution = of(0, 100 * MICRO, 100 * MICRO + 1, 100 * SECOND, 100 * SECOND + 1);
        assertThat(distribution.counts().subList(0, 3)).containsExactly(2L, 1L, 0L);
        assertThat(distribution.counts().subList(30, 32)).containsExactly(1L, 1L);
        assertThat(distribution.count()).isEqualTo(5);
    }

    @Test
    void a_clock_that_went_back_counts_as_no_time() {
        assertThat(of(-5)).isEqualTo(of(0));
    }

    @Test
    void sum_mean_and_longest_are_exact() {
        Distribution distribution = of(MILLI, 2 * MILLI, 6 * MILLI);
        assertThat(distribution.sumNanos()).isEqualTo(9 * MILLI);
        assertThat(distribution.meanNanos()).isEqualTo(3 * MILLI);
        assertThat(distribution.maxNanos()).isEqualTo(6 * MILLI);
    }

    @Test
    void a_quantile_is_the_bound_of_its_class_but_never_above_the_longest() {
        Distribution distribution = of(MILLI, 4 * MILLI, 4 * MILLI, 6 * MILLI);
        assertThat(distribution.quantileNanos(0.25)).isEqualTo(MILLI);
        assertThat(distribution.quantileNanos(0.5)).isEqualTo(5 * MILLI);
        assertThat(distribution.quantileNanos(0.75)).isEqualTo(5 * MILLI);
        assertThat(distribution.quantileNanos(1)).isEqualTo(6 * MILLI);
        assertThat(of(200 * SECOND).quantileNanos(0.5)).isEqualTo(200 * SECOND);
    }

    @Test
    void of_nothing_all_figures_are_0() {
        assertThat(of()).isEqualTo(Distribution.NONE);
        assertThat(Distribution.NONE.meanNanos()).isZero();
        assertThat(Distribution.NONE.quantileNanos(0.99)).isZero();
    }

    @Test
    void a_snapshot_does_not_change_afterwards() {
        Histogram histogram = new Histogram();
        histogram.record(MILLI);
        Distribution before = histogram.snapshot();
        histogram.record(MILLI);
        assertThat(before).isEqualTo(of(MILLI));
    }

    @Test
    void taking_note_allocates_nothing() throws ReflectiveOperationException {
        Histogram histogram = new Histogram();
        Allocation allocation = new Allocation();
        allocation.bytes();
        long before = allocation.bytes();
        for (long nanos = 1; nanos < 200 * SECOND; nanos += 10 * MILLI) {
            histogram.record(nanos);
        }
        assertThat(allocation.bytes() - before).isLessThan(2_000); // the look at the counter itself
    }

    @Test
    void other_classes_are_refused() {
        assertThatThrownBy(() -> new Distribution(List.of(1L), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are 32 classes of durations, not 1");
    }
}
