package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RhythmTest {

    @Test
    void it_has_a_time_within_an_interval_from_now_and_the_second_run_is_at_that_time() {
        assertThat(Rhythm.from(1_000, 100, 0.0).second(1_000)).isEqualTo(1_100);
        assertThat(Rhythm.from(1_000, 100, 0.5).second(1_000)).isEqualTo(1_050);
        assertThat(Rhythm.from(1_000, 100, 0.999).second(1_000)).isEqualTo(1_099);
        assertThat(Rhythm.from(1_000, 100, 0.5).second(1_060)).isEqualTo(1_150);
    }

    @Test
    void it_keeps_its_phase_however_late_a_run_began_or_ended() {
        Rhythm rhythm = new Rhythm(100, 1_050);
        assertThat(rhythm.next(1_050, 1_050)).isEqualTo(1_150);
        assertThat(rhythm.next(1_051, 1_149)).isEqualTo(1_150);
        assertThat(rhythm.next(1_099, 1_100)).isEqualTo(1_150);
        assertThat(rhythm.next(1_000, 1_000)).isEqualTo(1_050);
        assertThat(rhythm.next(500, 500)).isEqualTo(550);
    }

    @Test
    void two_runs_are_at_least_half_an_interval_apart() {
        assertThat(new Rhythm(100, 1_050).next(1_120, 1_130)).isEqualTo(1_250);
    }

    @Test
    void one_time_that_was_missed_is_made_up_for_but_not_several() {
        Rhythm rhythm = new Rhythm(100, 1_050);
        assertThat(rhythm.next(1_050, 1_180)).isEqualTo(1_150);
        assertThat(rhythm.next(1_050, 1_250)).isEqualTo(1_150);
        assertThat(rhythm.next(1_050, 1_251)).isEqualTo(1_350);
        assertThat(rhythm.next(1_050, 9_999)).isEqualTo(10_050);
    }

    @Test
    void it_survives_the_overflow_of_the_monotonic_clock() {
        Rhythm rhythm = new Rhythm(100, Long.MAX_VALUE - 10);
        assertThat(rhythm.next(Long.MIN_VALUE + 19, Long.MIN_VALUE + 19)).isEqualTo(Long.MIN_VALUE + 89);
    }
}
