package dev.grapevine.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineLimitsTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void one_line_a_kind_and_minute_is_written_with_the_number_of_those_left_out() {
        LineLimits limits = new LineLimits(1);
        assertThat(limits.admit("accept", 0)).isZero();
        for (int i = 1; i < 60; i++) {
            assertThat(limits.admit("accept", i * SECOND)).isEqualTo(-1);
        }
        assertThat(limits.admit("decode", 59 * SECOND)).as("another kind").isZero();
        assertThat(limits.admit("accept", 60 * SECOND)).isEqualTo(59);
        assertThat(limits.admit("accept", 61 * SECOND)).isEqualTo(-1);
        assertThat(limits.admit("accept", 500 * SECOND)).isEqualTo(1);
    }

    @Test
    void several_lines_a_minute_may_be_allowed() {
        LineLimits limits = new LineLimits(2);
        assertThat(limits.admit("JOINED", 0)).isZero();
        assertThat(limits.admit("JOINED", 0)).isZero();
        assertThat(limits.admit("JOINED", 0)).isEqualTo(-1);
        assertThat(limits.admit("JOINED", 60 * SECOND)).isEqualTo(1);
        assertThat(limits.admit("JOINED", 60 * SECOND)).isZero();
    }

    @Test
    void kinds_that_others_choose_do_not_add_up() {
        LineLimits limits = new LineLimits(1);
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += limits.admit("kind " + i, i) >= 0 ? 1 : 0;
        }
        assertThat(written).isEqualTo(LineLimits.MAX_KINDS + 1);
    }

    @Test
    void the_number_is_not_cut_off_with_the_line() {
        assertThat(LineLimits.counted("cannot accept", 0)).isEqualTo("cannot accept");
        assertThat(LineLimits.counted("cannot accept", 7)).isEqualTo("cannot accept (and 7 more like this before)");
        assertThat(LineLimits.counted("x".repeat(10_000), 7))
                .isEqualTo("x".repeat(509) + "... (and 7 more like this before)");
    }
}
