package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmHeapTest {

    @Test
    void alarms_are_due_in_the_order_of_their_times_whatever_was_done_to_them_before() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            AlarmHeap heap = new AlarmHeap();
            List<AlarmHeap.Entry> open = new ArrayList<>();
            Map<AlarmHeap.Entry, Long> set = new HashMap<>();
            long origin = random.nextBoolean() ? 0 : Long.MAX_VALUE - 500;
            for (int step = 0; step < 400; step++) {
                int choice = random.nextInt(4);
                if (choice == 0 || open.isEmpty()) {
                    open.add(heap.open(() -> {}));
                } else if (choice == 1) {
                    AlarmHeap.Entry closed = open.remove(random.nextInt(open.size()));
                    heap.close(closed);
                    set.remove(closed);
                    heap.set(closed, origin);
                } else {
                    AlarmHeap.Entry moved = open.get(random.nextInt(open.size()));
                    long due = random.nextInt(1_000);
                    heap.set(moved, origin + due);
                    set.put(moved, due);
                }
                assertThat(heap.size()).isEqualTo(set.size());
            }
            List<Long> expected =
                    set.values().stream().sorted(Comparator.naturalOrder()).toList();
            List<Long> taken = new ArrayList<>();
            for (AlarmHeap.Entry next = heap.takeDue(origin + 1_000);
                    next != null;
                    next = heap.takeDue(origin + 1_000)) {
                taken.add(set.get(next));
                assertThat(next.isSet()).isFalse();
            }
            assertThat(taken).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void what_is_not_due_is_not_taken() {
        AlarmHeap heap = new AlarmHeap();
        assertThat(heap.untilFirst(0, 77)).isEqualTo(77);
        AlarmHeap.Entry alarm = heap.open(() -> {});
        heap.set(alarm, 10);
        assertThat(heap.takeDue(9)).isNull();
        assertThat(heap.untilFirst(4, 77)).isEqualTo(6);
        assertThat(heap.untilFirst(14, 77)).isEqualTo(-4);
        assertThat(heap.isFirst(alarm)).isTrue();
        assertThat(heap.takeDue(10)).isSameAs(alarm);
    }
}
