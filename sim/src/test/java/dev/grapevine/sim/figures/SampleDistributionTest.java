package dev.grapevine.sim.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SampleDistributionTest {

    private static SampleDistribution of(LongStream values) {
        Samples samples = new Samples();
        values.forEach(samples::add);
        return samples.distribution();
    }

    @Test
    void the_ends_are_exact_and_quantiles_are_right_to_one_percent() {
        SampleDistribution spread = of(LongStream.rangeClosed(1, 10_007).map(i -> i * 1_000_003));
        assertThat(spread.count()).isEqualTo(10_007);
        assertThat(spread.min()).isEqualTo(1_000_003);
        assertThat(spread.max()).isEqualTo(10_007L * 1_000_003);
        assertThat(spread.quantile(0)).isCloseTo(1_000_003, Percentage.withPercentage(1));
        assertThat(spread.quantile(0.5)).isCloseTo(5_004L * 1_000_003, Percentage.withPercentage(1));
        assertThat(spread.quantile(0.99)).isCloseTo(9_907L * 1_000_003, Percentage.withPercentage(1));
        assertThat(spread.quantile(1)).isEqualTo(spread.max());
        assertThat(spread.mean()).isCloseTo(5_004.0 * 1_000_003, Percentage.withPercentage(1));
    }

    @Test
    void no_values_have_no_quantiles() {
        assertThat(SampleDistribution.NONE.count()).isZero();
        assertThat(SampleDistribution.NONE.quantile(0.5)).isZero();
        assertThat(SampleDistribution.NONE.bars(10)).isEmpty();
        assertThat(of(LongStream.empty())).isEqualTo(SampleDistribution.NONE).hasToString("no values");
    }

    @Test
    void distributions_of_several_runs_add_up() {
        SampleDistribution low = of(LongStream.of(1, 2, 3));
        SampleDistribution high = of(LongStream.of(100, 4));
        SampleDistribution both = low.plus(high);
        assertThat(both).isEqualTo(of(LongStream.of(1, 2, 3, 4, 100))).isEqualTo(high.plus(low));
        assertThat(low.count()).isEqualTo(3);
        assertThat(low.plus(SampleDistribution.NONE)).isEqualTo(low);
        assertThat(SampleDistribution.NONE.plus(low)).isEqualTo(low);
    }

    @Test
    void bars_cover_all_values_once() {
        SampleDistribution spread = of(LongStream.of(10, 11, 12, 19, 20));
        assertThat(spread.bars(2))
                .containsExactly(new SampleDistribution.Bar(10, 16, 3), new SampleDistribution.Bar(16, 22, 2));
        assertThat(of(LongStream.of(7, 7, 7)).bars(5)).containsExactly(new SampleDistribution.Bar(7, 8, 3));
    }
}
