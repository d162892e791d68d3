package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.put;
import static dev.grapevine.core.view.Samples.viewOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 128})
    void members_that_came_in_any_order_are_on_the_same_circles(int n) {
        View expected = viewOf(n);
        List<Integer> numbers =
                new ArrayList<>(IntStream.rangeClosed(1, n).boxed().toList());
        Collections.shuffle(numbers, new Random(n));
        View view = new View(3);
        numbers.forEach(i -> put(view, member(i), 0));

        for (int circle = 0; circle < 3; circle++) {
            assertThat(walk(view, circle)).isEqualTo(walk(expected, circle));
        }
    }

    @Test
    void each_circle_passes_everybody_once() {
        View view = viewOf(50);
        for (int circle = 0; circle < 3; circle++) {
            assertThat(walk(view, circle)).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void the_circles_are_different_orders() {
        View view = viewOf(50);
        assertThat(List.of(walk(view, 0), walk(view, 1), walk(view, 2))).doesNotHaveDuplicates();
    }

    @Test
    void the_next_is_the_next_one_wanted_and_never_oneself() {
        View view = viewOf(10);
        List<String> order = walk(view, 1);
        MemberEntry second = view.get(order.get(2));
        MemberEntry third = view.get(order.get(3));
        assertThat(second).isNotNull();

        assertThat(view.rings().next(entry(view, order, 0), 1, candidate -> candidate == second || candidate == third))
                .isSameAs(second);
        assertThat(view.rings().next(entry(view, order, 2), 1, candidate -> candidate == second))
                .isNull();
        assertThat(view.rings().next(entry(view, order, 9), 1, candidate -> true))
                .isSameAs(view.get(order.get(0)));
    }

    @Test
    void alone_there_is_no_next() {
        View view = viewOf(1);
        assertThat(view.rings().next(Samples.entry(view, 1), 0, candidate -> true))
                .isNull();
    }

    @Test
    void those_that_are_forgotten_are_on_no_circle() {
        View view = viewOf(20);
        for (int i = 1; i <= 20; i += 2) {
            view.forget(List.of(Samples.entry(view, i)));
        }
        View even = new View(3);
        for (int i = 2; i <= 20; i += 2) {
            put(even, member(i), 0);
        }
        for (int circle = 0; circle < 3; circle++) {
            assertThat(walk(view, circle)).isEqualTo(walk(even, circle));
        }
    }

    @Test
    void there_is_at_least_one_circle() {
        assertThat(new View(0).rings().count()).isEqualTo(1);
        assertThat(new View(3).rings().count()).isEqualTo(3);
    }

    private static MemberEntry entry(View view, List<String> order, int i) {
        MemberEntry entry = view.get(order.get(i));
        assertThat(entry).isNotNull();
        return entry;
    }

    /** The names on a circle, from the first in the alphabet on. */
    private static List<String> walk(View view, int circle) {
        List<String> names = new ArrayList<>();
        MemberEntry at = view.rings().all().stream()
                .min(Comparator.comparing(MemberEntry::name))
                .orElseThrow();
        for (int i = 0; i < view.entries().size(); i++) {
            names.add(at.name());
            MemberEntry next = view.rings().next(at, circle, candidate -> true);
            at = next == null ? at : next;
        }
        return names;
    }
}
