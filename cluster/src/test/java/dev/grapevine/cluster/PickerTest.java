package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PickerTest {

    private static final int DRAWS = 1_000_000;

    /** Beyond so many standard deviations lies less than one run in a million; the seed is fixed besides. */
    private static final double DEVIATIONS = 5;

    private final RandomGenerator random = new SplittableRandom(1);

    /** An alive and stable member, in no zone. */
    private static Member member(String name) {
        return member(name, Status.ALIVE, "", false);
    }

    private static Member member(String name, Status status, String zone, boolean unstable) {
        return new Member(
                name,
                1,
                1,
                status,
                List.of(Address.ipv4(0x7f000001, 7_700)),
                zone,
                Set.of(),
                Map.of(),
                Instant.EPOCH,
                false,
                unstable,
                false);
    }

    private static Instance of(Member member, int weight) {
        return new Instance(
                member, ServiceInstance.named("web").port(80).weight(weight).build());
    }

    private static Instance with(String name, Health health, ServiceState state) {
        return new Instance(
                member(name),
                ServiceInstance.named("web").port(80).health(health).build().withState(state, 0));
    }

    private Map<String, Integer> draw(List<Instance> instances) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            Instance picked = Picker.anyZone()
                    .pick(ReadyInstances.of(instances), any -> true, random)
                    .orElseThrow();
            counts.merge(picked.member().name(), 1, Integer::sum);
        }
        return counts;
    }

    private static void assertProportional(Map<String, Integer> counts, String name, double share) {
        double deviation = Math.sqrt(DRAWS * share * (1 - share));
        assertThat((double) counts.getOrDefault(name, 0))
                .as(name)
                .isCloseTo(DRAWS * share, within(DEVIATIONS * deviation));
    }

    /** All that are ever picked. */
    private Set<String> picked(Picker picker, List<Instance> instances) {
        Set<String> names = new TreeSet<>();
        List<Instance> shuffled = new ArrayList<>(instances);
        Random order = new Random(2);
        for (int i = 0; i < 1_000; i++) {
            Collections.shuffle(shuffled, order);
            picker.pick(ReadyInstances.of(shuffled), any -> true, random)
                    .ifPresent(one -> names.add(one.member().name()));
        }
        return names;
    }

    @Test
    void instances_are_picked_in_proportion_to_their_weights() {
        List<Instance> instances =
                List.of(of(member("a"), 1), of(member("b"), 2), of(member("c"), 7), of(member("d"), 65_535));
        Map<String, Integer> counts = draw(instances);
        double total = 1 + 2 + 7 + 65_535;
        assertProportional(counts, "a", 1 / total);
        assertProportional(counts, "b", 2 / total);
        assertProportional(counts, "c", 7 / total);
        assertProportional(counts, "d", 65_535 / total);

        List<Instance> similar = List.of(of(member("a"), 3), of(member("b"), 2), of(member("c"), 4));
        Map<String, Integer> similarCounts = draw(similar);
        assertProportional(similarCounts, "a", 3 / 9.0);
        assertProportional(similarCounts, "b", 2 / 9.0);
        assertProportional(similarCounts, "c", 4 / 9.0);
    }

    @Test
    void worse_ones_between_them_change_no_proportion() {
        Member suspected = member("x", Status.SUSPECT, "", false);
        List<Instance> instances = List.of(
                of(suspected, 1_000),
                of(member("a"), 3),
                of(suspected, 1_000),
                of(member("zero"), 0),
                of(member("b"), 1),
                of(suspected, 1_000));
        Map<String, Integer> counts = draw(instances);
        assertProportional(counts, "a", 3 / 4.0);
        assertProportional(counts, "b", 1 / 4.0);
        assertThat(counts).containsOnlyKeys("a", "b");
    }

    @Test
    void instances_of_weight_0_are_equal_and_picked_only_if_no_other_has_a_weight() {
        List<Instance> instances = new ArrayList<>(List.of(of(member("a"), 0), of(member("b"), 0)));
        Map<String, Integer> counts = draw(instances);
        assertProportional(counts, "a", 0.5);
        assertProportional(counts, "b", 0.5);
        instances.add(of(member("suspected", Status.SUSPECT, "", false), 1));
        assertThat(picked(Picker.anyZone(), instances)).containsExactly("suspected");
    }

    @Test
    void suspected_and_unstable_members_come_after_all_others_and_are_equal() {
        List<Instance> instances = new ArrayList<>(List.of(
                of(member("suspected", Status.SUSPECT, "", false), 9),
                of(member("unstable", Status.ALIVE, "", true), 9)));
        assertThat(picked(Picker.anyZone(), instances)).containsExactly("suspected", "unstable");
        instances.add(of(member("good"), 1));
        assertThat(picked(Picker.anyZone(), instances)).containsExactly("good");
    }

    @Test
    void the_own_zone_comes_first_only_if_asked_for() {
        List<Instance> instances = List.of(
                of(member("near", Status.ALIVE, "eu", false), 1), of(member("far", Status.ALIVE, "us", false), 9));
        assertThat(picked(Picker.anyZone(), instances)).containsExactly("far", "near");
        assertThat(picked(Picker.zoneFirst("eu"), instances)).containsExactly("near");
        assertThat(picked(Picker.zoneFirst("us"), instances)).containsExactly("far");
        assertThat(picked(Picker.zoneFirst("asia"), instances)).containsExactly("far", "near");
    }

    @Test
    void without_a_zone_of_ones_own_all_zones_are_equal() {
        List<Instance> instances = List.of(of(member("none"), 1), of(member("far", Status.ALIVE, "us", false), 1));
        assertThat(picked(Picker.zoneFirst(""), instances)).containsExactly("far", "none");
    }

    @Test
    void classes_are_tried_from_best_to_worst() {
        List<Instance> instances = new ArrayList<>(List.of(
                of(member("1 near", Status.ALIVE, "eu", false), 1),
                of(member("2 far", Status.ALIVE, "us", false), 1),
                of(member("3 near doubtful", Status.SUSPECT, "eu", false), 1),
                of(member("4 far doubtful", Status.ALIVE, "us", true), 1),
                of(member("5 near weightless", Status.ALIVE, "eu", false), 0),
                of(member("6 far weightless", Status.ALIVE, "us", false), 0),
                of(member("7 near doubtful weightless", Status.ALIVE, "eu", true), 0),
                of(member("8 far doubtful weightless", Status.SUSPECT, "us", false), 0)));
        List<String> order = new ArrayList<>();
        while (!instances.isEmpty()) {
            Set<String> best = picked(Picker.zoneFirst("eu"), instances);
            assertThat(best).hasSize(1);
            order.addAll(best);
            instances.removeIf(one -> best.contains(one.member().name()));
        }
        assertThat(order)
                .containsExactly(
                        "1 near",
                        "2 far",
                        "3 near doubtful",
                        "4 far doubtful",
                        "5 near weightless",
                        "6 far weightless",
                        "7 near doubtful weightless",
                        "8 far doubtful weightless");
    }

    @Test
    void only_an_instance_that_passes_its_checks_is_picked_and_none_in_maintenance() {
        List<Instance> unfit = List.of(
                with("warning", Health.WARNING, ServiceState.UP),
                with("critical", Health.CRITICAL, ServiceState.UP),
                with("draining-warning", Health.WARNING, ServiceState.DRAINING),
                with("draining-critical", Health.CRITICAL, ServiceState.DRAINING),
                with("maintenance", Health.PASSING, ServiceState.MAINTENANCE));
        assertThat(picked(Picker.anyZone(), unfit)).isEmpty();
        assertThat(picked(Picker.zoneFirst("eu"), unfit)).isEmpty();
        List<Instance> oneFit = new ArrayList<>(unfit);
        oneFit.add(of(member("fit", Status.SUSPECT, "us", true), 0));
        assertThat(picked(Picker.zoneFirst("eu"), oneFit)).containsExactly("fit");
    }

    @Test
    void a_draining_instance_is_picked_only_if_no_other_can_be() {
        List<Instance> instances = List.of(
                with("draining", Health.PASSING, ServiceState.DRAINING),
                with("warning", Health.WARNING, ServiceState.UP),
                of(member("weightless", Status.SUSPECT, "us", true), 0));
        assertThat(picked(Picker.anyZone(), instances)).containsExactly("weightless");
        assertThat(Picker.anyZone()
                        .pick(
                                ReadyInstances.of(instances),
                                one -> !one.member().name().equals("weightless"),
                                random)
                        .orElseThrow()
                        .member()
                        .name())
                .isEqualTo("draining");
    }

    @Test
    void nothing_is_picked_where_there_is_nothing() {
        assertThat(Picker.anyZone().pick(ReadyInstances.of(List.of()), any -> true, random))
                .isEmpty();
    }

    @Test
    void the_filter_decides_before_the_class_does() {
        List<Instance> instances = List.of(of(member("good"), 1), of(member("doubtful", Status.SUSPECT, "", false), 1));
        Optional<Instance> picked = Picker.anyZone()
                .pick(ReadyInstances.of(instances), one -> !one.member().name().equals("good"), random);
        assertThat(picked).contains(instances.get(1));
        assertThat(Picker.anyZone().pick(ReadyInstances.of(instances), one -> false, random))
                .isEmpty();
    }

    @Test
    void each_instance_is_looked_at_once() {
        List<Integer> read = new ArrayList<>();
        List<String> filtered = new ArrayList<>();
        List<Instance> instances = new AbstractList<>() {
            @Override
            public Instance get(int index) {
                read.add(index);
                return of(member("m" + index), 1 + index % 3);
            }

            @Override
            public int size() {
                return 1_000;
            }
        };
        Picker.anyZone()
                .pick(
                        instances,
                        one -> {
                            filtered.add(one.member().name());
                            return true;
                        },
                        random);
        assertThat(read).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(filtered).hasSize(1_000).doesNotHaveDuplicates();
    }
}
