package dev.grapevine.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private final EventQueue queue = new EventQueue();
    private final List<String> happened = new ArrayList<>();

    private Occurrence occurrence(String name) {
        return new Occurrence() {
            @Override
            void happen() {
                happened.add(name);
            }
        };
    }

    private void drain() {
        while (queue.size() > 0) {
            queue.poll().happen();
        }
    }

    @Test
    void the_earliest_comes_first() {
        queue.add(30, occurrence("c"));
        queue.add(10, occurrence("a"));
        queue.add(20, occurrence("b"));
        assertThat(queue.nextTime()).isEqualTo(10);
        drain();
        assertThat(happened).containsExactly("a", "b", "c");
        assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void at_one_instant_input_comes_before_timers_and_otherwise_the_order_of_adding_counts() {
        queue.addLate(5, occurrence("timer 1"));
        queue.add(5, occurrence("input 1"));
        queue.addLate(5, occurrence("timer 2"));
        queue.add(5, occurrence("input 2"));
        queue.add(6, occurrence("later"));
        drain();
        assertThat(happened).containsExactly("input 1", "input 2", "timer 1", "timer 2", "later");
    }

    @Test
    void any_mix_of_adding_and_taking_keeps_the_order() {
        record Item(long time, int order) {}
        SplittableRandom random = new SplittableRandom(7);
        List<Item> added = new ArrayList<>();
        List<Item> taken = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Item item = new Item(1_000 + i / 10 + random.nextInt(500), i);
            added.add(item);
            queue.add(item.time(), new Occurrence() {
                @Override
                void happen() {
                    taken.add(item);
                }
            });
            if (queue.size() > 3_000 && queue.nextTime() <= 1_000 + i / 10) {
                queue.poll().happen();
            }
        }
        drain();
        added.sort(Comparator.comparingLong(Item::time).thenComparingInt(Item::order));
        assertThat(taken).isEqualTo(added);
    }
}
