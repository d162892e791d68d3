package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {

    @ParameterizedTest
    @CsvSource({"1, 10", "6, 10", "7, 20", "60, 100", "61, 200", "600, 1000", "36000, 60000", "360000, 60000"})
    void six_hundred_samples_are_enough(long seconds, long millis) {
        assertThat(Sampler.interval(seconds * 1_000_000_000L)).isEqualTo(millis * 1_000_000);
    }
}
