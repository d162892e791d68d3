package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClusterBuilderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();

    private Cluster.Builder member(String member) {
        return Cluster.builder().name(member).cluster(name).port(0).profile(Profile.LOCAL);
    }

    @Test
    void a_builder_used_again_changes_nothing_of_the_member_that_it_started_before() {
        try (Cluster other = member("other").start()) {
            Map<String, String> metadata = new HashMap<>(Map.of("rack", "1"));
            List<String> tags = new ArrayList<>(List.of("blue"));
            Cluster.Builder builder = member("m1")
                    .metadata(metadata)
                    .tags(tags)
                    .services(ServiceInstance.named("web").port(1).build())
                    .seeds("127.0.0.1");
            try (Cluster first = builder.start()) {
                metadata.put("rack", "2");
                tags.add("green");
                builder.name("m2")
                        .zone("z")
                        .services(ServiceInstance.named("api").port(2).build())
                        .seeds(other.address().toString());
                try (Cluster second = builder.start()) {
                    await().atMost(PATIENCE).until(() -> second.members().size() == 2);
                    assertThat(first.members()).extracting(Member::name).containsExactly("m1");
                    assertThat(first.self().zone()).isEmpty();
                    assertThat(first.self().tags()).containsExactly("blue");
                    assertThat(first.self().metadata()).containsExactly(Map.entry("rack", "1"));
                    assertThat(first.ownInstances())
                            .extracting(ServiceInstance::service)
                            .containsExactly("web");
                    assertThat(second.ownInstances())
                            .extracting(ServiceInstance::service)
                            .containsExactlyInAnyOrder("web", "api");
                }
            }
        }
    }

    @Test
    void members_look_for_others_by_broadcast_only_if_asked_to() {
        assertThat(new ClusterBuilder().checked().broadcast()).isZero();
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // the point of the test
    void an_argument_that_is_null_is_refused_at_once_and_named() {
        refused("name", builder -> builder.name(null));
        refused("cluster", builder -> builder.cluster(null));
        refused("host", builder -> builder.bind(null));
        refused("host", builder -> builder.advertise(null));
        refused("seeds", builder -> builder.seeds((String[]) null));
        refused("seeds", builder -> builder.seeds((Collection<String>) null));
        refused("seeds", builder -> builder.seeds("127.0.0.1", null));
        refused("seeds", builder -> builder.seeds(Collections.singletonList(null)));
        refused("profile", builder -> builder.profile(null));
        refused("settings", builder -> builder.settings(null));
        refused("folder", builder -> builder.dataFolder(null));
        refused("zone", builder -> builder.zone(null));
        refused("services", builder -> builder.services((ServiceInstance[]) null));
        refused("services", builder -> builder.services((Collection<ServiceInstance>) null));
        refused(
                "services",
                builder -> builder.services(ServiceInstance.named("web").port(1).build(), null));
        refused("tags", builder -> builder.tags(null));
        refused("tags", builder -> builder.tags(Arrays.asList("blue", null)));
        refused("metadata", builder -> builder.metadata(null));
        refused("metadata", builder -> builder.metadata(Collections.singletonMap(null, "value")));
        refused("metadata", builder -> builder.metadata(Collections.singletonMap("key", null)));
        refused("listener", builder -> builder.listener(null));
        refused("listener", builder -> builder.listener(null, Runnable::run));
        refused("executor", builder -> builder.listener(new ClusterListener() {}, null));
        refused("loop", builder -> builder.loop(null));
        assertThatThrownBy(() -> ClusterLoop.start(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("threadName");
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // the point of the test
    void an_argument_of_a_running_member_that_is_null_is_refused_at_once_and_named() {
        try (Cluster cluster = member("m1").start()) {
            Executor executor = Runnable::run;
            List<Map.Entry<String, ThrowingCallable>> calls = new ArrayList<>();
            calls.add(Map.entry("name", () -> cluster.member(null)));
            calls.add(Map.entry("name", () -> cluster.service(null)));
            calls.add(Map.entry("member", () -> cluster.why(null)));
            calls.add(Map.entry("timeout", () -> cluster.pollAgreement(1, null)));
            calls.add(Map.entry("instance", () -> cluster.register(null)));
            calls.add(Map.entry("service", () -> cluster.deregister(null, "id")));
            calls.add(Map.entry("id", () -> cluster.deregister("web", null)));
            calls.add(Map.entry("tags", () -> cluster.updateTags(null)));
            calls.add(Map.entry("tags", () -> cluster.updateTags(Collections.singleton(null))));
            calls.add(Map.entry("metadata", () -> cluster.updateMetadata(null)));
            calls.add(Map.entry("metadata", () -> cluster.updateMetadata(Collections.singletonMap("key", null))));
            calls.add(Map.entry("seeds", () -> cluster.join(null)));
            calls.add(Map.entry("seeds", () -> cluster.join(Collections.singletonList(null))));
            calls.add(Map.entry("member", () -> cluster.forget(null)));
            calls.add(Map.entry("listener", () -> cluster.subscribe(null)));
            calls.add(Map.entry("listener", () -> cluster.subscribe(null, executor)));
            calls.add(Map.entry("executor", () -> cluster.subscribe(new ClusterListener() {}, null)));
            calls.add(Map.entry("listener", () -> cluster.subscribeStable(null)));
            calls.add(Map.entry("listener", () -> cluster.subscribeStable(null, executor)));
            calls.add(Map.entry("executor", () -> cluster.subscribeStable(view -> {}, null)));
            calls.add(Map.entry("listener", () -> cluster.service("web").watch(null)));
            calls.add(Map.entry("executor", () -> cluster.service("web").watch(instances -> {}, null)));
            calls.add(Map.entry("timeout", () -> cluster.service("web").await(1, null)));
            calls.forEach(call -> assertThatThrownBy(call.getValue())
                    .as(call.getKey())
                    .isExactlyInstanceOf(NullPointerException.class)
                    .hasMessageStartingWith(call.getKey()));
        }
    }

    private static void refused(String parameter, Consumer<Cluster.Builder> call) {
        assertThatThrownBy(() -> call.accept(Cluster.builder()))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessageStartingWith(parameter);
    }

    @Test
    void a_tag_of_512_bytes_is_taken_and_one_of_513_is_refused() {
        ClusterBuilder builder = (ClusterBuilder) Cluster.builder().tags(List.of("t".repeat(512)));
        assertThat(builder.checked().tags()).containsExactly("t".repeat(512));
        builder.tags(List.of("t".repeat(513)));
        assertThatThrownBy(builder::checked)
                .isExactlyInstanceOf(StartException.class)
                .hasMessage("tag '" + "t".repeat(80) + "...' has 513 bytes: 1 to 512 are allowed");
    }

    @Test
    void a_refused_argument_changes_nothing() {
        Cluster.Builder builder = Cluster.builder().seeds("10.0.0.1");
        refused("seeds", unused -> builder.seeds(Arrays.asList("10.0.0.2", null)));
        assertThat(((ClusterBuilder) builder).checked().seeds()).containsExactly("10.0.0.1:7700");
    }
}
