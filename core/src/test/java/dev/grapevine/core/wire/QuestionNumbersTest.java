package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class QuestionNumbersTest {

    @Test
    void each_number_comes_once_before_any_comes_again_and_then_in_the_same_order() {
        QuestionNumbers numbers = new QuestionNumbers(42);
        BitSet seen = new BitSet();
        int first = numbers.next();
        seen.set(first);
        for (int i = 1; i < 1 << 16; i++) {
            seen.set(numbers.next());
        }
        assertThat(seen.cardinality()).isEqualTo(1 << 16);
        assertThat(seen.length()).isEqualTo(1 << 16);
        assertThat(numbers.next()).isEqualTo(first);
    }

    /** With numbers in a row, a process that is asked knows what others are asked next. */
    @Test
    void the_next_number_does_not_follow_from_the_last_one_and_differs_from_process_to_process() {
        QuestionNumbers numbers = new QuestionNumbers(1);
        QuestionNumbers others = new QuestionNumbers(2);
        BitSet steps = new BitSet();
        int same = 0;
        int last = numbers.next();
        for (int i = 0; i < 1_000; i++) {
            int next = numbers.next();
            steps.set(next - last & 0xffff);
            last = next;
            same += others.next() == next ? 1 : 0;
        }
        assertThat(steps.cardinality()).isGreaterThan(900);
        assertThat(same).isLessThan(3);
    }
}
