package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "-5, 0.0 ms",
        "0, 0.0 ms",
        "440000, 0.4 ms",
        "9949999, 9.9 ms",
        "9950000, 10 ms",
        "250000000, 250 ms",
        "999499999, 999 ms",
        "999500000, 1.0 s",
        "6150000000, 6.2 s",
        "59949999999, 59.9 s",
        "59950000000, 1 min 00 s",
        "185000000000, 3 min 05 s",
        "3599499999999, 59 min 59 s",
        "3600000000000, 1 h 00 min",
        "8040000000000, 2 h 14 min",
        "86400000000000, 1 d 0 h",
        "9223372036854775807, 106751 d 23 h"
    })
    void a_duration_has_two_or_three_digits_and_its_units(long nanos, String text) {
        assertThat(DurationText.of(nanos)).isEqualTo(text);
    }
}
