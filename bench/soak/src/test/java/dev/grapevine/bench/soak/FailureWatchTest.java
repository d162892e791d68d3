package dev.grapevine.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.bench.soak.Timeline.Mark;
import org.junit.jupiter.api.Test;

class FailureWatchTest {

    @Test
    void a_hang_explains_the_death_of_that_member_until_its_aftermath_is_over() {
        Mark hang = new Mark(100, 115, Deed.HANG, "m5");
        assertThat(FailureWatch.explains(hang, "m5", 106)).isTrue();
        assertThat(FailureWatch.explains(hang, "m5", 145)).isTrue();
        assertThat(FailureWatch.explains(hang, "m5", 146)).isFalse();
        assertThat(FailureWatch.explains(hang, "m5", 99)).isFalse();
        assertThat(FailureWatch.explains(hang, "m6", 106)).isFalse();
    }

    @Test
    void slander_explains_the_death_of_anybody() {
        Mark slander = new Mark(50, 60, Deed.SLANDER, "");
        assertThat(FailureWatch.explains(slander, "m1", 75)).isTrue();
        assertThat(FailureWatch.explains(slander, "m1", 76)).isFalse();
    }
}
