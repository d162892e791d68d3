package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTargetsTest {

    private static ProbeTargets targets(View view, int self, long seed) {
        return targets(view, self, seed, 2);
    }

    private static ProbeTargets targets(View view, int self, long seed, int successorEvery) {
        Settings settings = Settings.of(Profile.LAN).with(ProtocolSetting.SUCCESSOR_EVERY, successorEvery);
        MemberEntry own = entry(view, self);
        RandomGenerator random = new Random(seed);
        ProbeTargets targets =
                new ProbeTargets(settings, view, own, new PeerSelector(settings, view, own, random), random);
        targets.fill();
        return targets;
    }

    private static List<String> names(ProbeTargets targets, int periods) {
        List<String> names = new ArrayList<>();
        for (int period = 0; period < periods; period++) {
            MemberEntry target = targets.of(period);
            assertThat(target).isNotNull();
            names.add(target.name());
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
    void in_every_second_period_each_member_is_probed_by_its_predecessor(int n) {
        View view = Samples.viewOf(n);
        Set<String> probed = new HashSet<>();
        for (int i = 1; i <= n; i++) {
            List<String> first = everySecond(names(targets(view, i, i), 6), 0);
            assertThat(first).containsOnly(first.get(0));
            probed.add(first.get(0));
        }
        assertThat(probed).hasSize(n);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50})
    void in_the_other_periods_every_member_is_probed_once_a_round_and_each_round_has_another_order(int n) {
        View view = Samples.viewOf(n);
        List<String> second = everySecond(names(targets(view, 1, 7), 4 * (n - 1)), 1);
        List<String> round = second.subList(0, n - 1);
        List<String> next = second.subList(n - 1, 2 * (n - 1));

        assertThat(round).doesNotHaveDuplicates().doesNotContain("m1");
        assertThat(next).containsExactlyInAnyOrderElementsOf(round);
        if (n >= 10) {
            assertThat(next).isNotEqualTo(round);
        }
    }

    @Test
    void new_members_enter_the_list_at_a_random_place() {
        Set<Integer> places = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            View view = Samples.viewOf(6);
            ProbeTargets targets = targets(view, 1, seed);
            targets.add(Samples.put(view, member(7), 0), false);
            places.add(everySecond(names(targets, 12), 1).indexOf("m7"));
        }
        assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    @Test
    void departed_members_are_not_probed() {
        View view = Samples.viewOf(6);
        ProbeTargets targets = targets(view, 1, 3);
        Samples.put(view, member(4).withStatus(Status.DEAD), 0);
        Samples.put(view, member(5).withStatus(Status.LEFT), 0);

        assertThat(names(targets, 30)).doesNotContain("m4", "m5").contains("m2", "m3", "m6");
    }

    @Test
    void suspects_are_still_probed() {
        View view = Samples.viewOf(3);
        ProbeTargets targets = targets(view, 1, 3);
        Samples.put(view, member(2).withStatus(Status.SUSPECT), 0);

        assertThat(names(targets, 8)).contains("m2");
    }

    @Test
    void a_member_that_comes_and_goes_is_listed_once() {
        View view = Samples.viewOf(6);
        ProbeTargets targets = targets(view, 1, 3);
        for (int i = 0; i < 20; i++) {
            Samples.put(view, member(4).withIncarnation(i).withStatus(Status.DEAD), 0);
            targets.add(Samples.put(view, member(4).withIncarnation(i + 1), 0), true);
        }
        assertThat(everySecond(names(targets, 10), 1)).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void members_dropped_from_the_view_are_not_probed() {
        View view = Samples.viewOf(4);
        ProbeTargets targets = targets(view, 1, 3);
        view.forget(List.of(entry(view, 3)));

        assertThat(names(targets, 20)).doesNotContain("m3").contains("m2", "m4");
    }

    @Test
    void alone_there_is_nobody_to_probe() {
        View view = Samples.viewOf(1);
        ProbeTargets targets = targets(view, 1, 3);
        assertThat(targets.of(0)).isNull();
        assertThat(targets.of(1)).isNull();
    }

    @Test
    void the_successor_has_its_turn_as_often_as_is_set_or_never() {
        View view = Samples.viewOf(10);
        MemberEntry successor = view.rings().next(entry(view, 1), 0, MemberEntry::live);
        assertThat(successor).isNotNull();
        List<String> third = names(targets(view, 1, 5, 3), 9);
        assertThat(List.of(third.get(0), third.get(3), third.get(6))).containsOnly(successor.name());
        assertThat(names(targets(view, 1, 5, 0), 9)).as("all of the list once").doesNotHaveDuplicates();
    }

    @Test
    void helpers_are_other_members_that_nobody_accuses() {
        View view = Samples.viewOf(6);
        Samples.put(view, member(3).withStatus(Status.SUSPECT), 0);
        Samples.put(view, member(4).withStatus(Status.DEAD), 0);

        assertThat(targets(view, 1, 5).helpersFor(entry(view, 2)))
                .containsExactlyInAnyOrder(entry(view, 5), entry(view, 6));
    }

    @Test
    void no_more_helpers_are_asked_than_are_set() {
        View view = Samples.viewOf(20);
        assertThat(targets(view, 1, 5).helpersFor(entry(view, 2)))
                .hasSize(3)
                .doesNotHaveDuplicates()
                .doesNotContain(entry(view, 1), entry(view, 2));
    }
}
