package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {

    private static final long FAR = 1_000;

    private final DeadlineQueue turns = new DeadlineQueue();
    private final List<String> ticked = new ArrayList<>();

    private final class Member implements Tickable {
        final String name;
        final long period;
        long due;
        int asked;

        Member(String name, long due, long period) {
            this.name = name;
            this.due = due;
            this.period = period;
        }

        @Override
        public long nextDeadline() {
            asked++;
            return due;
        }

        @Override
        public void tick(long now, long wallMillis) {
            ticked.add(name);
            due += period;
        }
    }

    @Test
    void nobody_is_due_where_there_is_nobody() {
        turns.tick(5, () -> false);
        assertThat(turns.untilFirst(5, FAR)).isEqualTo(FAR);
    }

    @Test
    void those_that_are_due_are_ticked_and_asked_when_they_are_due_again() {
        Member a = new Member("a", 10, 100);
        Member b = new Member("b", 30, 100);
        turns.add(a);
        turns.add(b);
        assertThat(turns.untilFirst(4, FAR)).isEqualTo(6);
        turns.tick(9, () -> false);
        assertThat(ticked).isEmpty();
        turns.tick(10, () -> false);
        assertThat(ticked).containsExactly("a");
        assertThat(a.asked).isEqualTo(2);
        assertThat(b.asked).as("asked only when it came").isEqualTo(1);
    }

    @Test
    void who_becomes_due_earlier_is_ticked_earlier() {
        Deadline turn = turns.add(new Member("a", 500, 1_000));
        turn.by(600);
        assertThat(turns.untilFirst(0, FAR)).isEqualTo(500);
        turn.by(20);
        assertThat(turns.untilFirst(0, FAR)).isEqualTo(20);
        turns.tick(20, () -> false);
        assertThat(ticked).containsExactly("a");
    }

    @Test
    void a_round_that_broke_off_goes_on_where_it_was_before_anybody_has_a_second_turn() {
        for (String name : List.of("a", "b", "c")) {
            turns.add(new Member(name, 10, 0)); // always due
        }
        for (int i = 0; i < 6; i++) {
            int before = ticked.size();
            turns.tick(10, () -> ticked.size() > before);
            assertThat(turns.untilFirst(10, FAR)).isZero();
        }
        assertThat(ticked.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(ticked.subList(3, 6)).isEqualTo(ticked.subList(0, 3));
    }

    @Test
    void after_a_tick_there_is_always_a_wait_even_where_somebody_is_due_again() {
        turns.add(new Member("a", 10, 0));
        assertThat(turns.untilFirst(10, FAR)).isZero();
        turns.tick(10, () -> false);
        assertThat(turns.untilFirst(10, FAR)).isEqualTo(1);
    }

    @Test
    void who_was_removed_is_not_ticked_any_more_nor_missed_in_a_round() {
        Member b = new Member("b", 10, 100);
        Member a = new Member("a", 10, 100);
        turns.add(b);
        turns.add(a);
        turns.remove(b);
        turns.tick(10, () -> false);
        assertThat(ticked).containsExactly("a");
        turns.remove(a);
        turns.tick(1_000, () -> false);
        assertThat(ticked).containsExactly("a");
        assertThat(turns.untilFirst(1_000, FAR)).isEqualTo(FAR);
    }
}
