package dev.grapevine.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import org.junit.jupiter.api.Test;

class LocalHealthTest {

    private static final long SECOND = 1_000_000_000;

    private final MemberEntry self = Samples.put(new View(3), Samples.member(1), 0);

    @Test
    void the_score_stays_between_well_and_the_limit_and_stretches_up_to_threefold() {
        LocalHealth health = new LocalHealth(8, self);
        int[] deltas = {0, -1, -10, 1, -1, 10, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        int[] scores = {0, 0, 0, 1, 0, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0};
        for (int i = 0; i < deltas.length; i++) {
            health.note(deltas[i]);
            assertThat(health.score()).as("after %d", i).isEqualTo(scores[i]);
            assertThat(health.stretch(SECOND)).isEqualTo(SECOND + scores[i] * SECOND / 4);
        }
    }

    @Test
    void with_a_limit_of_zero_nothing_is_stretched() {
        LocalHealth health = new LocalHealth(0, self);
        health.note(5);
        assertThat(health.score()).isZero();
        assertThat(health.stretch(SECOND)).isEqualTo(SECOND);
    }
}
