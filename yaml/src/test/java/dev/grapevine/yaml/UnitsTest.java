package dev.grapevine.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s, 0",
        "1ns, 1ns, 1",
        "500ms, 500ms, 500000000",
        "1.5s, 1500ms, 1500000000",
        "60s, 1m, 60000000000",
        "90 s, 90s, 90000000000",
        "2h, 2h, 7200000000000"
    })
    void a_duration_is_read_and_written(String text, String shown, long nanos) {
        assertThat(Units.duration(text)).hasValue(nanos);
        assertThat(Units.duration(nanos)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0B, 0", "1400B, 1400B, 1400", "64kB, 64kB, 65536", "1.5kB, 1536B, 1536", "16MB, 16MB, 16777216"})
    void a_size_is_read_and_written(String text, String shown, long bytes) {
        assertThat(Units.size(text)).hasValue(bytes);
        assertThat(Units.size(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.s", "5 parsecs", "1,5s", "99999999999999h", "0.1ns"})
    void anything_else_is_not_a_duration(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1400", "B", "-1B", "1TB", "1.5B"})
    void anything_else_is_not_a_size(String text) {
        assertThat(Units.size(text)).isEmpty();
    }
}
