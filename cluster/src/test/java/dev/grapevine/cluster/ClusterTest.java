package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.view.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole members on loopback sockets. */
class ClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(Cluster::abort);
    }

    private Cluster.Builder member(String member) {
        Cluster.Builder builder = Cluster.builder()
                .name(member)
                .cluster(name)
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL);
        return started.isEmpty()
                ? builder
                : builder.seeds(started.get(0).address().toString());
    }

    private Cluster start(Cluster.Builder builder) {
        Cluster cluster = builder.start();
        started.add(cluster);
        return cluster;
    }

    private List<Cluster> startFive() {
        for (int i = 1; i <= 5; i++) {
            start(member("m" + i));
        }
        awaitAll(() -> started.stream().allMatch(one -> live(one).equals(List.of("m1", "m2", "m3", "m4", "m5"))));
        return Collections.unmodifiableList(started);
    }

    private static void awaitAll(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(condition);
    }

    private static List<String> live(Cluster cluster) {
        return cluster.members().stream().filter(Member::live).map(Member::name).toList();
    }

    private static Status status(Cluster cluster, String member) {
        return cluster.member(member).orElseThrow().status();
    }

    @Test
    void five_members_form_a_cluster() {
        startFive().forEach(one -> one.joined().join());
        awaitAll(() -> started.stream()
                        .map(one -> one.stats().protocol().viewHash())
                        .distinct()
                        .count()
                == 1);
        assertThat(started.get(2).self().local()).isTrue();
        assertThat(started.get(2).self().name()).isEqualTo("m3");
    }

    @Test
    void a_service_is_seen_everywhere_and_vanishes_with_its_member() {
        startFive();
        started.get(1).register(ServiceInstance.of("web", 8080));
        awaitAll(() -> started.stream().allMatch(one -> one.instances("web").size() == 1));
        Instance web = started.get(4).instances("web").get(0);
        assertThat(web.member()).isEqualTo("m2");
        assertThat(web.host()).isEqualTo("127.0.0.1");
        assertThat(web.port()).isEqualTo(8080);

        started.get(1).deregister("web", "web");
        awaitAll(() -> started.stream().allMatch(one -> one.instances("web").isEmpty()));
        started.get(1).register(ServiceInstance.of("web", 8081));
        awaitAll(() -> started.stream().allMatch(one -> one.instances("web").size() == 1));
        started.get(1).close();
        awaitAll(() -> started.stream()
                .filter(one -> one != started.get(1))
                .allMatch(one -> one.services().isEmpty()));
    }

    @Test
    void who_leaves_has_left_for_everybody() {
        startFive();
        started.get(3).leave().join();
        awaitAll(() -> started.stream().allMatch(one -> status(one, "m4") == Status.LEFT));
        assertThat(started.get(3).stopped().join()).isEqualTo("left");
    }

    @Test
    void who_vanishes_without_a_word_is_dead_for_everybody() {
        startFive();
        started.get(3).abort();
        assertThat(started.get(3).stopped().join()).isEqualTo("aborted");
        awaitAll(() -> started.stream()
                .filter(one -> one != started.get(3))
                .allMatch(one -> status(one, "m4") == Status.DEAD));
        assertThat(started.get(0).why("m4").orElseThrow().findings()).isNotEmpty();
    }
}
