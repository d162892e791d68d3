package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushWindowTest {

    private final PushWindow window = new PushWindow(5, 40);

    @Test
    void the_first_push_goes_at_once_and_the_next_after_the_window() {
        assertThat(window.open(100)).isTrue();
        window.pushed(100, false);

        assertThat(window.end()).isEqualTo(105);
        assertThat(window.open(104)).isFalse();
        assertThat(window.open(105)).isTrue();
    }

    @Test
    void while_news_keeps_waiting_the_window_doubles_up_to_its_longest() {
        window.pushed(0, false);
        long now = 0;
        long[] lengths = {10, 20, 40, 40};
        for (long length : lengths) {
            now = window.end();
            window.pushed(now, true);
            assertThat(window.length()).isEqualTo(length);
            assertThat(window.end()).isEqualTo(now + length);
        }
    }

    @Test
    void after_two_quiet_windows_it_falls_back() {
        window.pushed(0, false);
        window.pushed(5, true);
        window.pushed(15, true);
        assertThat(window.length()).isEqualTo(20);

        window.pushed(35 + 40, false);
        assertThat(window.length()).as("two windows of 20 after its end").isEqualTo(20);
        window.pushed(95 + 41, false);
        assertThat(window.length()).as("more than that").isEqualTo(5);
    }

    @Test
    void news_that_did_not_have_to_wait_does_not_double_it() {
        window.pushed(0, false);
        window.pushed(6, false);
        window.pushed(12, false);
        assertThat(window.length()).isEqualTo(5);
    }
}
