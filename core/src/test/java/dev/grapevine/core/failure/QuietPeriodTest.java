package dev.grapevine.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietPeriodTest {

    private static final long FULL = 1_000;

    private final QuietPeriod quiet = new QuietPeriod(FULL);

    @ParameterizedTest
    @CsvSource({"1, 25", "3, 25", "4, 40", "10, 250", "19, 902", "20, 1000", "128, 1000", "192, 1500", "512, 4000"})
    void the_time_grows_with_the_square_of_the_changes_up_to_20_and_in_proportion_to_them_beyond_128(
            int changes, long needed) {
        for (int i = 0; i < changes; i++) {
            quiet.changed(7);
        }
        assertThat(quiet.needed()).isEqualTo(needed);
        assertThat(quiet.reachedAt()).isEqualTo(7 + needed);
    }

    @Test
    void when_something_broke_the_full_time_is_needed() {
        quiet.changed(0);
        quiet.broken(10);
        assertThat(quiet.reachedAt()).isEqualTo(10 + FULL);
    }

    @Test
    void it_counts_from_the_last_change() {
        quiet.changed(0);
        quiet.changed(20);
        assertThat(quiet.reachedAt()).isEqualTo(20 + 25);
    }

    @Test
    void when_it_was_used_changes_count_anew() {
        quiet.changed(0);
        quiet.changed(0);
        quiet.used();
        quiet.changed(100);
        assertThat(quiet.reachedAt()).isEqualTo(100 + 25);
    }

    @Test
    void where_changes_never_cease_the_wait_ends_after_ten_times_the_full_time() {
        for (int i = 0; i < 100; i++) {
            quiet.changed(5 + i * 100);
        }
        assertThat(quiet.reachedAt()).isEqualTo(5 + 10 * FULL);
    }
}
