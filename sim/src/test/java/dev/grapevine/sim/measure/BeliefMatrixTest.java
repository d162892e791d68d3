package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Status;
import dev.grapevine.sim.figures.StateMap;
import org.junit.jupiter.api.Test;

class BeliefMatrixTest {

    private final BeliefMatrix opinions = new BeliefMatrix();

    @Test
    void the_belief_that_most_hold_counts() {
        opinions.set(1, 0, Status.ALIVE);
        opinions.set(2, 0, Status.SUSPECT);
        opinions.set(3, 0, Status.SUSPECT);
        assertThat(opinions.majority(0, 3)).isEqualTo(StateMap.SUSPECT);
        opinions.set(2, 0, Status.ALIVE);
        assertThat(opinions.majority(0, 3)).isEqualTo(StateMap.ALIVE);
        opinions.set(1, 0, Status.DEAD);
        opinions.set(2, 0, Status.LEFT);
        opinions.set(3, 0, Status.LEFT);
        assertThat(opinions.majority(0, 3)).isEqualTo(StateMap.LEFT);
    }

    @Test
    void a_member_that_most_do_not_know_is_unknown() {
        opinions.set(1, 0, Status.ALIVE);
        assertThat(opinions.majority(0, 4)).isEqualTo(StateMap.UNKNOWN);
        assertThat(opinions.majority(7, 4)).isEqualTo(StateMap.UNKNOWN);
    }

    @Test
    void what_a_member_believes_of_itself_or_believed_before_it_ended_does_not_count() {
        opinions.set(0, 0, Status.ALIVE);
        opinions.set(1, 0, Status.DEAD);
        opinions.set(2, 0, Status.ALIVE);
        opinions.drop(1);
        assertThat(opinions.majority(0, 1)).isEqualTo(StateMap.ALIVE);
        opinions.forget(2, 0);
        assertThat(opinions.majority(0, 1)).isEqualTo(StateMap.UNKNOWN);
    }

    @Test
    void a_member_is_live_for_those_that_hold_it_alive_or_suspect() {
        opinions.set(1, 0, Status.ALIVE);
        opinions.set(2, 0, Status.SUSPECT);
        opinions.set(3, 0, Status.DEAD);
        opinions.set(4, 0, Status.LEFT);
        assertThat(opinions.live(1, 0)).isTrue();
        assertThat(opinions.live(2, 0)).isTrue();
        assertThat(opinions.live(3, 0)).isFalse();
        assertThat(opinions.live(4, 0)).isFalse();
        assertThat(opinions.live(99, 0)).isFalse();
        assertThat(opinions.live(1, 99)).isFalse();
    }
}
