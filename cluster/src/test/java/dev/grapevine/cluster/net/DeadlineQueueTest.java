package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {

    private static final long FAR = 1_000;

    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final List<String> ticked = new ArrayList<>();

    private final class Ticker implements Tickable {
        final String name;
        final long period;
        long due;
        int asked;

        Ticker(String name, long due, long period) {
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
    void an_empty_queue_has_no_deadline() {
        deadlines.tick(5, () -> false);
        assertThat(deadlines.untilFirst(5, FAR)).isEqualTo(FAR);
    }

    @Test
    void an_object_that_is_due_is_ticked_and_then_asked_for_its_next_deadline() {
        Ticker a = new Ticker("a", 10, 100);
        Ticker b = new Ticker("b", 30, 100);
        deadlines.add(a);
        deadlines.add(b);
        assertThat(deadlines.untilFirst(4, FAR)).isEqualTo(6);
        deadlines.tick(9, () -> false);
        assertThat(ticked).isEmpty();
        deadlines.tick(10, () -> false);
        assertThat(ticked).containsExactly("a");
        assertThat(a.asked).isEqualTo(2);
        assertThat(b.asked).as("asked only when it came").isEqualTo(1);
    }

    @Test
    void an_object_that_moves_its_deadline_forward_is_ticked_earlier() {
        Deadline deadline = deadlines.add(new Ticker("a", 500, 1_000));
        deadline.by(600);
        assertThat(deadlines.untilFirst(0, FAR)).isEqualTo(500);
        deadline.by(20);
        assertThat(deadlines.untilFirst(0, FAR)).isEqualTo(20);
        deadlines.tick(20, () -> false);
        assertThat(ticked).containsExactly("a");
    }

    @Test
    void an_interrupted_round_continues_before_any_object_is_ticked_twice() {
        for (String name : List.of("a", "b", "c")) {
            deadlines.add(new Ticker(name, 10, 0)); // always due
        }
        for (int i = 0; i < 6; i++) {
            int before = ticked.size();
            deadlines.tick(10, () -> ticked.size() > before);
            assertThat(deadlines.untilFirst(10, FAR)).isZero();
        }
        assertThat(ticked.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(ticked.subList(3, 6)).isEqualTo(ticked.subList(0, 3));
    }

    @Test
    void after_a_tick_there_is_always_a_wait_even_if_an_object_is_due_again() {
        deadlines.add(new Ticker("a", 10, 0));
        assertThat(deadlines.untilFirst(10, FAR)).isZero();
        deadlines.tick(10, () -> false);
        assertThat(deadlines.untilFirst(10, FAR)).isEqualTo(1);
    }

    @Test
    void a_removed_object_is_not_ticked_and_does_not_disturb_a_round() {
        Ticker b = new Ticker("b", 10, 100);
        Ticker a = new Ticker("a", 10, 100);
        deadlines.add(b);
        deadlines.add(a);
        deadlines.remove(b);
        deadlines.tick(10, () -> false);
        assertThat(ticked).containsExactly("a");
        deadlines.remove(a);
        deadlines.tick(1_000, () -> false);
        assertThat(ticked).containsExactly("a");
        assertThat(deadlines.untilFirst(1_000, FAR)).isEqualTo(FAR);
    }
}
