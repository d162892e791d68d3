package dev.grapevine.core.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {

    private final Timers timers = new Timers();
    private final List<String> done = new ArrayList<>();

    private void note(String text, long now) {
        done.add(text + "@" + now);
    }

    @Test
    void what_is_due_runs_in_the_order_of_time() {
        timers.at(30, this::note, "c");
        timers.at(10, this::note, "a");
        timers.at(20, this::note, "b");

        timers.run(9);
        assertThat(done).isEmpty();
        assertThat(timers.next()).isEqualTo(10);
        timers.run(25);
        assertThat(done).containsExactly("a@25", "b@25");
        assertThat(timers.next()).isEqualTo(30);
        timers.run(30);
        assertThat(done).containsExactly("a@25", "b@25", "c@30");
    }

    @Test
    void it_is_told_when_the_next_becomes_earlier_and_only_then() {
        List<Long> earlier = new ArrayList<>();
        Timers told = new Timers(earlier::add);
        told.at(30, this::note, "c");
        told.at(40, this::note, "d");
        told.at(30, this::note, "e");
        told.at(-10, this::note, "a");
        assertThat(earlier).containsExactly(30L, -10L);
        told.run(35);
        told.at(39, this::note, "f");
        assertThat(earlier).containsExactly(30L, -10L, 39L);
    }

    @Test
    void of_the_same_time_what_was_set_first_runs_first() {
        for (int i = 0; i < 20; i++) {
            timers.at(5, this::note, "" + i);
        }
        timers.run(5);
        assertThat(done).hasSize(20).startsWith("0@5", "1@5", "2@5").endsWith("18@5", "19@5");
    }

    @Test
    void what_a_task_sets_for_now_runs_in_the_same_turn_and_what_it_sets_for_later_does_not() {
        timers.at(
                5,
                (what, now) -> {
                    timers.at(now, this::note, "now");
                    timers.at(now + 1, this::note, "later");
                },
                "first");
        timers.run(5);
        assertThat(done).containsExactly("now@5");
        assertThat(timers.size()).isEqualTo(1);
    }

    @Test
    void times_may_wrap_around() {
        long start = Long.MAX_VALUE - 5;
        timers.at(start + 10, this::note, "after");
        timers.at(start + 1, this::note, "before");

        timers.run(start + 2);
        assertThat(done).containsExactly("before@" + (start + 2));
        timers.run(start + 10);
        assertThat(done).hasSize(2);
    }

    @Test
    void with_nothing_to_do_the_next_turn_is_a_minute_after_the_last() {
        timers.run(7);
        assertThat(timers.next()).isEqualTo(7 + 60_000_000_000L);
    }

    @Test
    void what_was_cleared_does_not_run() {
        timers.at(5, this::note, "a");
        timers.clear();
        timers.run(10);
        assertThat(done).isEmpty();
        assertThat(timers.size()).isZero();
    }
}
