package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpreadTrackerTest {

    private final List<TrackedMember> members = new ArrayList<>();

    @BeforeEach
    void five_members_answer_since_the_beginning() {
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
    void it_is_known_when_each_share_of_the_others_had_heard() {
        SpreadTracker hearing = aboutFirst(100);
        assertThat(hearing.until(0)).isNull();
        for (int i = 1; i <= 4; i++) {
            assertThat(hearing.complete()).isFalse();
            assertThat(hearing.heard(member(i), i == 1 ? 0 : 1, 100 + 10 * i)).isTrue();
            assertThat(hearing.heard(member(i), 3, 500)).isFalse();
        }
        assertThat(hearing.complete()).isTrue();
        assertThat(hearing.audience()).isEqualTo(4);
        assertThat(hearing.until(0)).isEqualTo(10);
        assertThat(hearing.until(25)).isEqualTo(10);
        assertThat(hearing.until(26)).isEqualTo(20);
        assertThat(hearing.until(50)).isEqualTo(20);
        assertThat(hearing.until(99)).isEqualTo(40);
        assertThat(hearing.until(100)).isEqualTo(40);
        assertThat(hearing.byHops()).containsExactly(1, 3);
    }

    @Test
    void whoever_stops_before_it_heard_is_not_waited_for() {
        SpreadTracker hearing = aboutFirst(0);
        hearing.heard(member(1), 0, 10);
        hearing.heard(member(2), 1, 20);
        hearing.stops(member(2));
        hearing.stops(member(3));
        assertThat(hearing.complete()).isFalse();
        hearing.stops(member(4));
        assertThat(hearing.complete()).isTrue();
        assertThat(hearing.audience()).isEqualTo(2);
        assertThat(hearing.until(100)).isEqualTo(20);
    }

    @Test
    void whoever_came_later_does_not_count_but_passes_it_on() {
        SpreadTracker hearing = aboutFirst(50);
        TrackedMember late = new TrackedMember(9, "n9");
        late.answeringSince = 60;
        assertThat(hearing.heard(late, 2, 70)).isFalse();
        assertThat(hearing.informed()).isZero();
        assertThat(hearing.hopsTo(late)).isEqualTo(2);
        assertThat(hearing.hopsTo(member(0))).isZero();
        assertThat(hearing.hopsTo(member(1))).isEqualTo(-1);
        hearing.stops(late);
        assertThat(hearing.audience()).isEqualTo(4);
    }

    @Test
    void whom_it_does_not_concern_is_not_waited_for_nor_counted_when_it_hears_or_stops() {
        SpreadTracker hearing = aboutFirst(0);
        hearing.spares(member(0));
        hearing.spares(member(3));
        hearing.spares(member(3));
        hearing.spares(member(4));
        assertThat(hearing.audience()).isEqualTo(2);
        assertThat(hearing.heard(member(4), 0, 5)).isFalse();
        hearing.stops(member(3));
        assertThat(hearing.heard(member(1), 0, 10)).isTrue();
        assertThat(hearing.complete()).isFalse();
        assertThat(hearing.heard(member(2), 1, 20)).isTrue();
        assertThat(hearing.complete()).isTrue();
        assertThat(hearing.until(100)).isEqualTo(20);
    }
}
