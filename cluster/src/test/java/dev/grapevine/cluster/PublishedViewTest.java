package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedViewTest {

    private static Member member(String name, long incarnation) {
        return new Member(
                name,
                1,
                incarnation,
                Status.ALIVE,
                List.of(Address.ipv4(10 << 24, 7_700)),
                "",
                Set.of(),
                Map.of(),
                Instant.EPOCH,
                name.equals("self"),
                false,
                false);
    }

    /** What a view should show, kept in the plainest way. */
    private static final class Model {
        final TreeMap<String, Member> members = new TreeMap<>();
        final Map<String, List<ServiceInstance>> instances = new HashMap<>();

        List<Instance> instances() {
            TreeMap<String, Instance> sorted = new TreeMap<>();
            instances.forEach((name, own) -> own.forEach(instance -> sorted.put(
                    instance.service() + " " + name + " " + instance.id(), new Instance(members.get(name), instance))));
            return List.copyOf(sorted.values());
        }
    }

    private static List<ServiceInstance> someInstances(Random random) {
        Map<String, ServiceInstance> some = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String service = "s" + random.nextInt(3);
            String id = "i" + random.nextInt(2);
            Health health = random.nextInt(4) == 0 ? Health.CRITICAL : Health.PASSING;
            some.put(
                    service + id,
                    ServiceInstance.named(service)
                            .id(id)
                            .port(1 + random.nextInt(9))
                            .health(health)
                            .build());
        }
        return List.copyOf(some.values());
    }

    private static Set<String> servicesOf(List<ServiceInstance> instances) {
        Set<String> services = new HashSet<>();
        instances.forEach(instance -> services.add(instance.service()));
        return services;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void after_any_changes_a_view_shows_what_a_plain_model_shows(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        model.members.put("self", member("self", 0));
        PublishedView view = PublishedView.of(member("self", 0), 0);
        for (int step = 1; step <= 300; step++) {
            List<PublishedView.Update> updates = new ArrayList<>();
            Set<String> offered = new HashSet<>();
            Set<String> names = new TreeSet<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                names.add(random.nextInt(8) == 0 ? "self" : "m" + random.nextInt(12));
            }
            for (String name : names) {
                offered.addAll(servicesOf(model.instances.getOrDefault(name, List.of())));
                if (random.nextInt(5) == 0 && !name.equals("self")) {
                    model.members.remove(name);
                    model.instances.remove(name);
                    updates.add(new PublishedView.Update(name, null, List.of()));
                } else {
                    Member changed = member(name, step);
                    List<ServiceInstance> instances = someInstances(random);
                    model.members.put(name, changed);
                    model.instances.put(name, instances);
                    updates.add(new PublishedView.Update(name, changed, instances));
                }
            }
            view = view.with(updates, offered, step);
            if (random.nextInt(3) == 0) { // others are never read, and their changes add up
                shows(view, model, "seed " + seed + ", step " + step);
            }
        }
    }

    private static void shows(PublishedView view, Model model, String when) {
        assertThat(view.members()).as(when).containsExactlyElementsOf(model.members.values());
        assertThat(view.self()).as(when).isEqualTo(model.members.get("self"));
        for (int i = 0; i < 12; i++) {
            assertThat(view.member("m" + i)).as(when).isEqualTo(model.members.get("m" + i));
        }
        List<Instance> all = model.instances();
        assertThat(view.instances()).as(when).containsExactlyElementsOf(all);
        assertThat(view.services())
                .as(when)
                .containsExactlyElementsOf(all.stream()
                        .map(instance -> instance.service().service())
                        .distinct()
                        .toList());
        for (int i = 0; i < 3; i++) {
            String service = "s" + i;
            assertThat(view.ready(service).any())
                    .as(when)
                    .containsExactlyElementsOf(all.stream()
                            .filter(instance -> instance.service().service().equals(service))
                            .filter(Instance::discoverable)
                            .toList());
        }
        assertThat(view.own())
                .as(when)
                .containsExactlyElementsOf(all.stream()
                        .filter(instance -> instance.member().local())
                        .map(Instance::service)
                        .toList());
    }

    @Test
    void changes_that_nobody_reads_do_not_pile_up() {
        PublishedView view = PublishedView.of(member("self", 0), 0);
        for (int i = 0; i < 10_000; i++) {
            view = view.with(
                    List.of(new PublishedView.Update("m" + i % 1_000, member("m" + i % 1_000, i), List.of())),
                    Set.of(),
                    i);
        }
        assertThat(view.members()).hasSize(1_001);
        assertThat(view.member("m7").incarnation()).isEqualTo(9_007);
    }

    @Test
    void a_newer_view_shares_what_has_not_changed() {
        ServiceInstance web = ServiceInstance.named("web").port(80).build();
        ServiceInstance api = ServiceInstance.named("api").port(81).build();
        PublishedView before = PublishedView.of(member("self", 0), 0)
                .with(
                        List.of(
                                new PublishedView.Update("a", member("a", 0), List.of(web)),
                                new PublishedView.Update("b", member("b", 0), List.of(api))),
                        Set.of(),
                        1);
        assertThat(before.members()).hasSize(3);
        PublishedView after =
                before.with(List.of(new PublishedView.Update("b", member("b", 1), List.of(api))), Set.of("api"), 1);
        assertThat(after.member("a")).isSameAs(before.member("a"));
        assertThat(after.ready("web").any()).isSameAs(before.ready("web").any());
        assertThat(after.ready("api").any().get(0).member()).isSameAs(after.member("b"));
        assertThat(before.member("b").incarnation()).isZero();
    }
}
