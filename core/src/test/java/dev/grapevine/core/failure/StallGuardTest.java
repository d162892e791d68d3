package dev.grapevine.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallGuardTest {

    private static final long MILLI = 1_000_000;

    /** In milliseconds, after a turn at 1,000 ms by both clocks; more than 500 ms is a stall. */
    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "2000, 2000, 2000,    0, 0, on time",
        "2000, 2499, 2499,    0, 0, a little late",
        "2000, 2500, 2500,    0, 0, as late as allowed",
        "2000, 2501, 2501,  501, 1, too late",
        "2000, 9000, 9000, 7000, 1, much too late",
        "2000, 1500, 1500,    0, 0, early",
        "2000, 2000, 2400,    0, 0, a wall clock that was set a little forward",
        "2000, 2000, 9000, 7000, 1, suspended: the monotonic clock stood still",
        "2000, 3000, 9000, 7000, 1, suspended and late",
        "2000, 2000, -9000,   0, 0, a wall clock that stepped back",
        "2000, 9000, 2000, 7000, 1, a wall clock that stepped back while stalled"
    })
    void a_stall_is_a_gap_by_either_clock(long due, long now, long wall, long stall, long count, String what) {
        StallGuard guard = new StallGuard(500 * MILLI);
        assertThat(guard.turn(1_000 * MILLI, 1_000 * MILLI, 1_000)).isZero();

        assertThat(guard.turn(due * MILLI, now * MILLI, wall) / MILLI).isEqualTo(stall);
        assertThat(guard.stalls()).isEqualTo(count);
        assertThat(guard.stallNanos()).isEqualTo(stall * MILLI);
    }

    @Test
    void the_first_turn_has_no_wall_clock_to_compare_with() {
        StallGuard guard = new StallGuard(500 * MILLI);
        assertThat(guard.turn(0, 0, 1_790_000_000_000L)).isZero();
        assertThat(guard.turn(0, 0, 1_790_000_000_000L)).isZero();
    }

    @Test
    void after_a_step_back_the_next_turns_are_measured_from_there() {
        StallGuard guard = new StallGuard(500 * MILLI);
        guard.turn(0, 0, 100_000);
        assertThat(guard.turn(100 * MILLI, 100 * MILLI, 50_000)).isZero();
        assertThat(guard.turn(200 * MILLI, 200 * MILLI, 50_100)).isZero();
        assertThat(guard.turn(300 * MILLI, 300 * MILLI, 52_000)).isEqualTo(1_800 * MILLI);
    }

    @Test
    void with_a_threshold_of_zero_nothing_is_a_stall() {
        StallGuard off = new StallGuard(0);
        off.turn(0, 0, 0);
        assertThat(off.turn(0, 9_000 * MILLI, 60_000)).isZero();
        assertThat(off.stalls()).isZero();
    }
}
