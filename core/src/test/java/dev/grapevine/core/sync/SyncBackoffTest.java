package dev.grapevine.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncBackoffTest {

    private static final long MILLI = 1_000_000;

    private final SyncBackoff backoff = new SyncBackoff(Settings.of(Profile.LAN));

    @BeforeEach
    void start() {
        backoff.start(0);
    }

    private boolean differed(long millis) {
        return backoff.differed(millis * MILLI);
    }

    @Test
    void a_difference_counts_if_the_own_view_was_still_for_half_a_second() {
        assertThat(differed(499)).isFalse();
        assertThat(differed(500)).isTrue();

        backoff.viewChanged(600 * MILLI);
        backoff.agreed();
        assertThat(differed(1_099)).isFalse();
        assertThat(differed(1_100)).isTrue();
    }

    @Test
    void the_third_difference_in_a_row_counts_however_restless_the_view_is() {
        assertThat(differed(10)).isFalse();
        assertThat(differed(20)).isFalse();
        assertThat(differed(30)).isTrue();
    }

    @Test
    void agreement_in_between_starts_the_row_anew() {
        differed(10);
        differed(20);
        backoff.agreed();
        assertThat(differed(30)).isFalse();
        assertThat(differed(40)).isFalse();
        assertThat(differed(50)).isTrue();
    }

    @Test
    void syncs_that_bring_nothing_double_the_pause_up_to_ten_seconds() {
        long now = 1_000;
        long[] pauses = {400, 800, 1_600, 3_200, 6_400, 10_000, 10_000};
        for (long pause : pauses) {
            backoff.ended(false, now * MILLI);
            assertThat(differed(now + pause - 1)).isFalse();
            assertThat(differed(now + pause)).isTrue();
            now += pause;
        }
    }

    @Test
    void after_a_useful_sync_the_pause_is_the_shortest() {
        backoff.ended(false, 1_000 * MILLI);
        backoff.ended(false, 2_000 * MILLI);
        backoff.ended(true, 5_000 * MILLI);
        assertThat(differed(5_199)).isFalse();
        assertThat(differed(5_200)).isTrue();
    }
}
