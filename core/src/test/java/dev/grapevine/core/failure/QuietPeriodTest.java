package dev.grapevine.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietPeriodTest {

    private static final long FULL = 1_000;

    private final QuietPeriod stillness = new QuietPeriod(FULL);

    @ParameterizedTest
    @CsvSource({"1, 25", "3, 25", "4, 40", "10, 250", "19, 902", "20, 1000", "128, 1000", "192, 1500", "512, 4000"})
    void needs_the_square_of_the_changes_in_twenty_of_the_full_time_and_more_of_it_beyond_128(
            int changes, long needed) {
        for (int i = 0; i < changes; i++) {
            stillness.changed(7);
        }
        assertThat(stillness.needed()).isEqualTo(needed);
        assertThat(stillness.reachedAt()).isEqualTo(7 + needed);
    }

    @Test
    void needs_the_full_time_when_something_broke() {
        stillness.changed(0);
        stillness.broken(10);
        assertThat(stillness.reachedAt()).isEqualTo(10 + FULL);
    }

    @Test
    void counts_from_the_last_change() {
        stillness.changed(0);
        stillness.changed(20);
        assertThat(stillness.reachedAt()).isEqualTo(20 + 25);
    }

    @Test
    void counts_anew_when_it_was_used() {
        stillness.changed(0);
        stillness.changed(0);
        stillness.used();
        stillness.changed(100);
        assertThat(stillness.reachedAt()).isEqualTo(100 + 25);
    }

    @Test
    void is_not_waited_for_longer_than_ten_times_the_full_time_where_changes_never_cease() {
        for (int i = 0; i < 100; i++) {
            stillness.changed(5 + i * 100);
        }
        assertThat(stillness.reachedAt()).isEqualTo(5 + 10 * FULL);
    }
}
