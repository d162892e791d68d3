package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.put;
import static dev.grapevine.core.view.Samples.viewOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Status;
import org.junit.jupiter.api.Test;

class TombstonesTest {

    private static final long SECOND = 1_000_000_000;
    private static final long HOUR = 3_600 * SECOND;

    private final View view = viewOf(5);
    private final Tombstones tombstones = new Tombstones(view, HOUR, 3, 0);

    @Test
    void up_to_half_of_its_time_a_tombstone_is_told_and_taken() {
        assertThat(tombstones.tellable(0)).isTrue();
        assertThat(tombstones.tellable(1_800_000)).isTrue();
        assertThat(tombstones.tellable(1_800_001)).isFalse();
    }

    @Test
    void when_its_time_is_over_then_it_is_forgotten_and_not_a_moment_before() {
        MemberEntry dead = put(view, member(2).withStatus(Status.DEAD), 5 * SECOND);
        MemberEntry left = put(view, member(3).withStatus(Status.LEFT), 45 * SECOND);

        assertThat(tombstones.expire(5 * SECOND + HOUR - 1)).isEmpty();
        assertThat(tombstones.expire(44 * SECOND + HOUR)).containsExactly(dead);
        assertThat(view.get("m2")).isNull();
        assertThat(tombstones.expire(90 * SECOND + HOUR)).containsExactly(left);
        assertThat(view.entries()).hasSize(3);
    }

    @Test
    void it_is_looked_for_those_that_are_due_once_in_a_hundredth_of_their_time() {
        put(view, member(2).withStatus(Status.DEAD), 0);

        assertThat(tombstones.expire(HOUR - SECOND)).isEmpty();
        assertThat(tombstones.expire(HOUR + 34 * SECOND)).isEmpty();
        assertThat(tombstones.expire(HOUR + 35 * SECOND)).hasSize(1);
    }

    @Test
    void an_age_that_was_told_counts() {
        MemberEntry dead = put(view, member(2).withStatus(Status.DEAD), 2 * HOUR);
        view.backdate(dead, 2 * HOUR - 1_700 * SECOND);

        assertThat(tombstones.expire(3 * HOUR - 1_736 * SECOND)).isEmpty();
        assertThat(tombstones.expire(3 * HOUR - 1_700 * SECOND)).containsExactly(dead);
    }

    @Test
    void beyond_their_number_those_that_never_answered_go_first_and_of_these_the_first_that_came() {
        view.answered(entry(view, 1), Samples.address(1), 0);
        view.answered(entry(view, 4), Samples.address(4), 0);
        put(view, member(1).withStatus(Status.DEAD), 1);
        put(view, member(2).withStatus(Status.DEAD), 2);
        assertThat(tombstones.full()).isFalse();
        put(view, member(3).withStatus(Status.LEFT), 3);
        assertThat(tombstones.full()).isTrue();
        assertThat(tombstones.forgetSurplus()).isNull();

        put(view, member(4).withStatus(Status.DEAD), 4);
        assertThat(forgotten()).isEqualTo("m2");
        put(view, member(5).withStatus(Status.DEAD), 5);
        assertThat(forgotten()).isEqualTo("m3");
        put(view, member(6).withStatus(Status.DEAD), 6);
        assertThat(forgotten()).isEqualTo("m5");
        view.answered(entry(view, 6), Samples.address(6), 7);
        put(view, member(7).withStatus(Status.DEAD), 7);
        assertThat(forgotten()).as("also if it is the last that came").isEqualTo("m7");
        assertThat(tombstones.forgetSurplus()).isNull();
        assertThat(view.tombstones()).isEqualTo(3);
    }

    private String forgotten() {
        MemberEntry surplus = tombstones.forgetSurplus();
        return surplus == null ? "" : surplus.name();
    }

    @Test
    void the_living_are_never_forgotten() {
        put(view, member(2).withStatus(Status.SUSPECT), 0);

        assertThat(tombstones.expire(100 * HOUR)).isEmpty();
        assertThat(view.live()).isEqualTo(5);
        assertThat(entry(view, 2).status()).isEqualTo(Status.SUSPECT);
    }
}
