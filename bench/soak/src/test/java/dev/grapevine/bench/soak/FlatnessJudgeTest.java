package dev.grapevine.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.bench.soak.Timeline.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FlatnessJudgeTest {

    private final FlatnessJudge judge = new FlatnessJudge(100, 300, List.of(new Mark(260, 270, Deed.SLANDER, "")));

    private static List<Sample> samples(double interval, DoubleUnaryOperator descriptors) {
        List<Sample> samples = new ArrayList<>();
        for (double second = 100; second < 300; second += interval) {
            samples.add(new Sample(second, 0, "m1", Map.of(Measure.DESCRIPTORS, descriptors.applyAsDouble(second))));
        }
        return samples;
    }

    private Judgement judged(List<Sample> samples) {
        return judge.judge("m1", samples, Measure.DESCRIPTORS);
    }

    @Test
    void what_stays_the_same_is_flat() {
        assertThat(judged(samples(5, second -> 40)).holds()).isTrue();
    }

    @Test
    void what_grows_in_the_first_half_only_is_flat() {
        assertThat(judged(samples(5, second -> Math.min(second, 200))).holds()).isTrue();
    }

    @Test
    void a_leak_that_stays_below_the_bound_is_flat_and_one_above_it_is_not() {
        // 100 seconds are judged, and 10 descriptors more are allowed.
        assertThat(judged(samples(5, second -> 20 + 0.09 * second)).holds()).isTrue();
        assertThat(judged(samples(5, second -> 20 + 0.11 * second)).holds()).isFalse();
    }

    @Test
    void what_was_hardly_measured_is_not_called_flat() {
        Judgement judgement = judged(samples(40, second -> 40));
        assertThat(judgement.holds()).isFalse();
        assertThat(judgement.text()).endsWith("only 2 samples");
    }

    @Test
    void the_figures_are_those_of_the_first_and_the_last_quarter() {
        assertThat(judged(samples(5, second -> second < 150 ? 11 : second >= 250 ? 13 : 12))
                        .text())
                .contains("first quarter     11.0, last quarter     13.0");
    }

    @Test
    void packets_and_lines_that_slander_costs_do_not_count() {
        List<Sample> samples = new ArrayList<>();
        for (int second = 100; second < 300; second += 5) {
            double packets = second >= 260 && second < 285 ? 1_000 : 50;
            samples.add(new Sample(second, 0, "m1", Map.of(Measure.PACKETS, packets)));
        }
        assertThat(judge.judge("m1", samples, Measure.PACKETS).text()).contains("last quarter     50.0");
    }
}
