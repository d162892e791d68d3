package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushThrottleTest {

    private final PushThrottle throttle = new PushThrottle(5, 40);

    @Test
    void the_first_push_goes_at_once_and_the_next_after_the_window() {
        assertThat(throttle.open(100)).isTrue();
        throttle.pushed(100, false, 0);

        assertThat(throttle.end()).isEqualTo(105);
        assertThat(throttle.open(104)).isFalse();
        assertThat(throttle.open(105)).isTrue();
    }

    @Test
    void while_news_keeps_waiting_the_window_doubles_up_to_its_longest() {
        throttle.pushed(0, false, 0);
        long now = 0;
        long[] lengths = {10, 20, 40, 40};
        for (long length : lengths) {
            now = throttle.end();
            throttle.pushed(now, true, 0);
            assertThat(throttle.length()).isEqualTo(length);
            assertThat(throttle.end()).isEqualTo(now + length);
        }
    }

    @Test
    void after_two_quiet_windows_it_falls_back() {
        throttle.pushed(0, false, 0);
        throttle.pushed(5, true, 0);
        throttle.pushed(15, true, 0);
        assertThat(throttle.length()).isEqualTo(20);

        throttle.pushed(35 + 40, false, 0);
        assertThat(throttle.length()).as("two windows of 20 after its end").isEqualTo(20);
        throttle.pushed(95 + 41, false, 0);
        assertThat(throttle.length()).as("more than that").isEqualTo(5);
    }

    @Test
    void news_that_did_not_have_to_wait_does_not_double_it() {
        throttle.pushed(0, false, 0);
        throttle.pushed(6, false, 0);
        throttle.pushed(12, false, 0);
        assertThat(throttle.length()).isEqualTo(5);
    }

    @Test
    void a_push_that_was_late_makes_the_next_window_twice_as_long_up_to_16_times_the_longest() {
        throttle.pushed(0, false, 0);
        throttle.pushed(5 + 90, true, 90);
        assertThat(throttle.length()).isEqualTo(2 * 90);
        assertThat(throttle.end()).isEqualTo(95 + 180);

        throttle.pushed(275 + 500, true, 500);
        assertThat(throttle.length()).isEqualTo(16 * 40);

        throttle.pushed(throttle.end(), true, 0);
        assertThat(throttle.length()).as("in time again").isEqualTo(40);
    }
}
