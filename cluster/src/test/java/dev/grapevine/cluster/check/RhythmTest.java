package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RhythmTest {

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }

    @Test
    void it_begins_between_half_an_interval_and_a_whole_one_from_now() {
        assertThat(Rhythm.from(1_000, nanos(100), 0.0).anchorNanos()).isEqualTo(1_050);
        assertThat(Rhythm.from(1_000, nanos(100), 0.5).anchorNanos()).isEqualTo(1_075);
        assertThat(Rhythm.from(1_000, nanos(100), 1.0).anchorNanos()).isEqualTo(1_100);
    }

    @Test
    void it_keeps_its_phase_however_late_the_question() {
        Rhythm rhythm = new Rhythm(nanos(100), 1_050);
        assertThat(rhythm.untilNext(1_000)).isEqualTo(nanos(50));
        assertThat(rhythm.untilNext(1_049)).isEqualTo(nanos(1));
        assertThat(rhythm.untilNext(1_050)).isEqualTo(nanos(100));
        assertThat(rhythm.untilNext(1_060)).isEqualTo(nanos(90));
        assertThat(rhythm.untilNext(1_999)).isEqualTo(nanos(51));
        assertThat(rhythm.untilNext(500)).isEqualTo(nanos(50));
    }

    @Test
    void it_survives_the_overflow_of_the_monotonic_clock() {
        Rhythm rhythm = new Rhythm(nanos(100), Long.MAX_VALUE - 10);
        assertThat(rhythm.untilNext(Long.MIN_VALUE + 19)).isEqualTo(nanos(70));
    }
}
