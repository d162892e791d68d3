package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpreadTrackerTest {

    private final List<TrackedMember> members = new ArrayList<>();

    @BeforeEach
    void five_members_answer_from_the_beginning() {
        for (int i = 0; i < 5; i++) {
            TrackedMember member = new TrackedMember(i, "n" + i);
            member.answeringSince = 0;
            members.add(member);
        }
    }

    private SpreadTracker aboutFirst(long at) {
        return new SpreadTracker(at, members.get(0), 5, 5);
    }

    private TrackedMember member(int index) {
        return members.get(index);
    }

    @Test
    void it_tells_when_each_share_of_the_others_had_heard() {
        SpreadTracker spread = aboutFirst(100);
        assertThat(spread.until(0)).isNull();
        for (int i = 1; i <= 4; i++) {
            assertThat(spread.complete()).isFalse();
            assertThat(spread.heard(member(i), i == 1 ? 0 : 1, 100 + 10 * i)).isTrue();
            assertThat(spread.heard(member(i), 3, 500)).isFalse();
        }
        assertThat(spread.complete()).isTrue();
        assertThat(spread.audience()).isEqualTo(4);
        assertThat(spread.until(0)).isEqualTo(10);
        assertThat(spread.until(25)).isEqualTo(10);
        assertThat(spread.until(26)).isEqualTo(20);
        assertThat(spread.until(50)).isEqualTo(20);
        assertThat(spread.until(99)).isEqualTo(40);
        assertThat(spread.until(100)).isEqualTo(40);
        assertThat(spread.byHops()).containsExactly(1, 3);
    }

    @Test
    void a_member_that_stops_before_it_heard_does_not_count() {
        SpreadTracker spread = aboutFirst(0);
        spread.heard(member(1), 0, 10);
        spread.heard(member(2), 1, 20);
        spread.stops(member(2));
        spread.stops(member(3));
        assertThat(spread.complete()).isFalse();
        spread.stops(member(4));
        assertThat(spread.complete()).isTrue();
        assertThat(spread.audience()).isEqualTo(2);
        assertThat(spread.until(100)).isEqualTo(20);
    }

    @Test
    void a_member_that_came_later_does_not_count_but_passes_the_news_on() {
        SpreadTracker spread = aboutFirst(50);
        TrackedMember late = new TrackedMember(9, "n9");
        late.answeringSince = 60;
        assertThat(spread.heard(late, 2, 70)).isFalse();
        assertThat(spread.informed()).isZero();
        assertThat(spread.hopsTo(late)).isEqualTo(2);
        assertThat(spread.hopsTo(member(0))).isZero();
        assertThat(spread.hopsTo(member(1))).isEqualTo(-1);
        spread.stops(late);
        assertThat(spread.audience()).isEqualTo(4);
    }

    @Test
    void an_excused_member_does_not_count_whether_it_hears_or_stops() {
        SpreadTracker spread = aboutFirst(0);
        spread.excuse(member(0));
        spread.excuse(member(3));
        spread.excuse(member(3));
        spread.excuse(member(4));
        assertThat(spread.audience()).isEqualTo(2);
        assertThat(spread.heard(member(4), 0, 5)).isFalse();
        spread.stops(member(3));
        assertThat(spread.heard(member(1), 0, 10)).isTrue();
        assertThat(spread.complete()).isFalse();
        assertThat(spread.heard(member(2), 1, 20)).isTrue();
        assertThat(spread.complete()).isTrue();
        assertThat(spread.until(100)).isEqualTo(20);
    }
}
