package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeRingTest {

    private static ProbeRing ring(View view, int self, long seed) {
        return ring(view, self, seed, 2);
    }

    private static ProbeRing ring(View view, int self, long seed, int successorEvery) {
        ProbeRing ring = new ProbeRing(view, entry(view, self), new Random(seed), successorEvery);
        view.rings().all().stream().filter(entry -> entry != entry(view, self)).forEach(ring::add);
        return ring;
    }

    private static List<String> names(ProbeRing ring, int periods) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < periods; i++) {
            MemberEntry next = ring.next();
            assertThat(next).isNotNull();
            names.add(next.name());
        }
        return names;
    }

    private static List<String> everySecond(List<String> all, int from) {
        return IntStream.range(0, all.size())
                .filter(i -> i % 2 == from)
                .mapToObj(all::get)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50})
    void in_every_second_period_each_member_is_probed_by_its_neighbour(int n) {
        View view = Samples.viewOf(n);
        Set<String> probed = new HashSet<>();
        for (int i = 1; i <= n; i++) {
            List<String> first = everySecond(names(ring(view, i, i), 6), 0);
            assertThat(first).containsOnly(first.get(0));
            probed.add(first.get(0));
        }
        assertThat(probed).hasSize(n);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50})
    void in_the_others_everybody_gets_round_to_everybody_and_then_in_another_order(int n) {
        View view = Samples.viewOf(n);
        List<String> second = everySecond(names(ring(view, 1, 7), 4 * (n - 1)), 1);
        List<String> round = second.subList(0, n - 1);
        List<String> next = second.subList(n - 1, 2 * (n - 1));

        assertThat(round).doesNotHaveDuplicates().doesNotContain("m1");
        assertThat(next).containsExactlyInAnyOrderElementsOf(round);
        if (n >= 10) {
            assertThat(next).isNotEqualTo(round);
        }
    }

    @Test
    void new_members_enter_at_a_random_place() {
        Set<Integer> places = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            View view = Samples.viewOf(6);
            ProbeRing ring = ring(view, 1, seed);
            ring.add(Samples.put(view, member(7), 0));
            places.add(everySecond(names(ring, 12), 1).indexOf("m7"));
        }
        assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    @Test
    void the_departed_fall_out() {
        View view = Samples.viewOf(6);
        ProbeRing ring = ring(view, 1, 3);
        Samples.put(view, member(4).withStatus(Status.DEAD), 0);
        Samples.put(view, member(5).withStatus(Status.LEFT), 0);

        assertThat(names(ring, 30)).doesNotContain("m4", "m5").contains("m2", "m3", "m6");
    }

    @Test
    void the_suspected_are_probed_on() {
        View view = Samples.viewOf(3);
        ProbeRing ring = ring(view, 1, 3);
        Samples.put(view, member(2).withStatus(Status.SUSPECT), 0);

        assertThat(names(ring, 8)).contains("m2");
    }

    @Test
    void those_that_come_and_go_are_not_in_it_twice() {
        View view = Samples.viewOf(6);
        ProbeRing ring = ring(view, 1, 3);
        for (int i = 0; i < 20; i++) {
            Samples.put(view, member(4).withIncarnation(i).withStatus(Status.DEAD), 0);
            ring.addAgain(Samples.put(view, member(4).withIncarnation(i + 1), 0));
        }
        assertThat(everySecond(names(ring, 10), 1)).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void those_that_were_dropped_from_the_view_alive_are_not_probed() {
        View view = Samples.viewOf(4);
        ProbeRing ring = ring(view, 1, 3);
        view.forget(entry(view, 3));

        assertThat(names(ring, 20)).doesNotContain("m3").contains("m2", "m4");
    }

    @Test
    void alone_there_is_nobody_to_probe() {
        View view = Samples.viewOf(1);
        ProbeRing ring = ring(view, 1, 3);
        assertThat(ring.next()).isNull();
        assertThat(ring.next()).isNull();
    }

    @Test
    void the_neighbour_has_its_turn_as_often_as_is_asked_for_or_never() {
        View view = Samples.viewOf(10);
        MemberEntry successor = view.rings().next(entry(view, 1), 0, MemberEntry::live);
        assertThat(successor).isNotNull();
        List<String> third = names(ring(view, 1, 5, 3), 9);
        assertThat(List.of(third.get(0), third.get(3), third.get(6))).containsOnly(successor.name());
        assertThat(names(ring(view, 1, 5, 0), 9)).as("all of the list once").doesNotHaveDuplicates();
    }
}
