package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services of members on loopback sockets. */
class ServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void stopAll() {
        started.forEach(Cluster::abort);
        executor.shutdownNow();
    }

    private Cluster start(String member, String zone) {
        Cluster.Builder builder =
                Cluster.builder().name(member).cluster(name).zone(zone).port(0).profile(Profile.LOCAL);
        if (!started.isEmpty()) {
            builder.seeds(started.get(0).address().toString());
        }
        Cluster cluster = builder.start();
        started.add(cluster);
        return cluster;
    }

    private Cluster start(String member) {
        return start(member, "");
    }

    private static ServiceInstance.Builder web(int port) {
        return ServiceInstance.named("web").id("web-" + port).port(port);
    }

    private static List<Integer> ports(List<Instance> instances) {
        return instances.stream().map(Instance::port).toList();
    }

    // ---- list and pick

    @Test
    void the_discoverable_instances_are_listed_by_member_and_id() {
        Cluster first = start("m1");
        Cluster second = start("m2");
        second.register(web(2).build());
        second.register(web(1).build());
        first.register(web(3).build());
        first.register(web(4).health(Health.CRITICAL).build());
        first.register(web(5).build().withState(ServiceState.DRAINING, 0));
        first.register(web(6).health(Health.WARNING).build());
        first.register(ServiceInstance.named("db").port(7).build());
        Service web = first.service("web");
        assertThat(web.name()).isEqualTo("web");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ports(web.instances())).containsExactly(3, 6, 1, 2));
        assertThat(first.service("none").instances()).isEmpty();
    }

    @Test
    void one_is_picked_by_health_filter_and_zone() throws Exception {
        Cluster near = start("m1", "eu");
        Cluster far = start("m2", "us");
        near.register(web(1).health(Health.WARNING).build());
        near.register(web(2).tag("v1").build());
        far.register(web(3).tag("v2").weight(1_000).build());
        Service web = near.service("web");
        web.await(3, PATIENCE);
        for (int i = 0; i < 100; i++) {
            assertThat(web.pickNearby().orElseThrow().port()).isEqualTo(2);
            assertThat(web.pick(one -> one.service().tags().contains("v2"))
                            .orElseThrow()
                            .port())
                    .isEqualTo(3);
            assertThat(web.pick(one -> one.port() == 1)).isEmpty();
            assertThat(web.pickNearby(one -> one.port() != 2).orElseThrow().port())
                    .isEqualTo(3);
            assertThat(web.pick().orElseThrow().port()).isIn(2, 3);
        }
        assertThat(near.service("none").pick()).isEmpty();
        assertThat(near.service("none").pickNearby()).isEmpty();
    }

    @Test
    void after_the_end_the_last_instances_are_listed_and_picked() {
        Cluster cluster = start("m1");
        cluster.register(web(1).build());
        Service web = cluster.service("web");
        cluster.abort();
        assertThat(ports(web.instances())).containsExactly(1);
        assertThat(web.pick().orElseThrow().port()).isEqualTo(1);
    }

    // ---- watch

    @Test
    void a_listener_is_called_at_once_and_after_each_change() throws Exception {
        Cluster first = start("m1");
        List<List<Integer>> seen = new CopyOnWriteArrayList<>();
        Service web = first.service("web");
        web.watch(instances -> {
            List<Integer> ports = ports(instances);
            // On a busy machine their member may be suspected for a moment, which is a change too.
            if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(ports)) {
                seen.add(ports);
            }
        });
        await().atMost(PATIENCE).until(() -> seen.equals(List.of(List.of())));
        Cluster second = start("m2");
        second.register(web(1).build());
        await().atMost(PATIENCE).until(() -> seen.equals(List.of(List.of(), List.of(1))));
        second.register(ServiceInstance.named("db").port(9).build());
        second.register(web(1).health(Health.CRITICAL).build());
        await().atMost(PATIENCE).until(() -> seen.equals(List.of(List.of(), List.of(1), List.of())));
        second.register(web(1).build());
        first.service("web").await(1, PATIENCE);
        second.abort();
        await().atMost(PATIENCE)
                .until(() -> seen.equals(List.of(List.of(), List.of(1), List.of(), List.of(1), List.of())));
    }

    @Test
    void after_its_close_a_subscription_calls_no_more() {
        Cluster cluster = start("m1");
        ExecutorService inOrder = Executors.newSingleThreadExecutor();
        try {
            List<List<Integer>> closed = new CopyOnWriteArrayList<>();
            List<List<Integer>> open = new CopyOnWriteArrayList<>();
            Subscription watch = cluster.service("web").watch(instances -> closed.add(ports(instances)), inOrder);
            cluster.service("web").watch(instances -> open.add(ports(instances)), inOrder);
            await().atMost(PATIENCE).until(() -> open.size() == 1);
            watch.close();
            watch.close();
            cluster.register(web(1).build());
            await().atMost(PATIENCE).until(() -> open.size() == 2);
            assertThat(closed).containsExactly(List.of());
        } finally {
            inOrder.shutdownNow();
        }
    }

    @Test
    void a_slow_listener_misses_intermediate_states_but_not_the_last_one() {
        Cluster cluster = start("m1");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<List<Integer>> seen = new CopyOnWriteArrayList<>();
        cluster.service("web")
                .watch(
                        instances -> {
                            seen.add(ports(instances));
                            entered.countDown();
                            hold(goOn);
                        },
                        executor);
        hold(entered);
        for (int port = 1; port <= 50; port++) {
            cluster.register(web(port).build());
            cluster.deregister("web", "web-" + port);
        }
        cluster.register(web(51).build());
        goOn.countDown();
        await().atMost(PATIENCE).until(() -> seen.size() == 2);
        assertThat(seen).containsExactly(List.of(), List.of(51));
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_listener_that_throws_is_called_after_the_next_change() {
        Cluster cluster = start("m1");
        List<List<Integer>> seen = new CopyOnWriteArrayList<>();
        cluster.service("web").watch(instances -> {
            seen.add(ports(instances));
            throw new IllegalStateException("a listener of a test that fails on purpose");
        });
        await().atMost(PATIENCE).until(() -> seen.size() == 1);
        cluster.register(web(1).build());
        await().atMost(PATIENCE).until(() -> seen.equals(List.of(List.of(), List.of(1))));
    }

    @Test
    void a_listener_is_called_when_only_the_member_of_an_instance_changes() {
        Cluster first = start("m1");
        Cluster second = start("m2");
        second.register(web(1).build());
        List<List<Instance>> seen = new CopyOnWriteArrayList<>();
        first.service("web").watch(seen::add, executor);
        await().atMost(PATIENCE)
                .until(() -> !seen.isEmpty() && seen.get(seen.size() - 1).size() == 1);
        second.updateTags(Set.of("blue"));
        await().atMost(PATIENCE).until(() -> {
            List<Instance> last = seen.get(seen.size() - 1);
            return last.size() == 1 && last.get(0).member().tags().contains("blue");
        });
    }

    // ---- await

    @Test
    void a_wait_ends_as_soon_as_there_are_enough() throws Exception {
        Cluster first = start("m1");
        Cluster second = start("m2");
        first.register(web(1).build());
        assertThat(ports(first.service("web").await(1, Duration.ZERO))).containsExactly(1);
        CompletableFuture<List<Instance>> waiting = awaiting(first, 2);
        second.register(web(2).build());
        assertThat(ports(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))).containsExactly(1, 2);
    }

    private CompletableFuture<List<Instance>> awaiting(Cluster cluster, int count) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return cluster.service("web").await(count, PATIENCE);
                    } catch (TimeoutException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                executor);
    }

    @Test
    void a_wait_that_times_out_says_how_many_there_are() {
        Cluster cluster = start("m1");
        Service web = cluster.service("web");
        assertThatThrownBy(() -> web.await(1, Duration.ofMillis(20)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("service web has 0 discoverable instances after 20 ms, fewer than the 1 awaited");
        cluster.register(web(1).build());
        cluster.register(web(2).health(Health.CRITICAL).build());
        assertThatThrownBy(() -> web.await(2, Duration.ZERO))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("service web has 1 discoverable instance after 0 ms, fewer than the 2 awaited");
        assertThatThrownBy(() -> web.await(2, Duration.ofMillis(-5))).isInstanceOf(TimeoutException.class);
    }

    @Test
    void a_wait_has_no_longest_timeout() throws Exception {
        Cluster cluster = start("m1");
        cluster.register(web(1).build());
        assertThat(cluster.service("web").await(1, Duration.ofSeconds(Long.MAX_VALUE)))
                .hasSize(1);
    }

    @Test
    void a_wait_can_be_interrupted() throws Exception {
        Cluster cluster = start("m1");
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                cluster.service("web").await(1, Duration.ofDays(1));
            } catch (InterruptedException | TimeoutException e) {
                thrown.complete(e);
            }
        });
        waiter.start();
        waiter.interrupt();
        assertThat(thrown.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_wait_ends_when_the_member_stops() {
        Cluster cluster = start("m1");
        CompletableFuture<List<Instance>> waiting = awaiting(cluster, 1);
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().values().stream()
                        .anyMatch(stack -> List.of(stack).stream()
                                .anyMatch(frame -> frame.getClassName().equals(RunningService.class.getName()))));
        cluster.abort();
        assertThatThrownBy(() -> waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("member m1 has stopped; start a new one with Cluster.builder()");
    }

    // ---- arguments, and the end

    @Test
    @SuppressWarnings("NullAway") // null is the argument that is tested
    void arguments_that_are_not_allowed_are_named() {
        Service web = start("m1").service("web");
        assertThatNullPointerException().isThrownBy(() -> web.pick(null)).withMessage("eligible");
        assertThatNullPointerException().isThrownBy(() -> web.pickNearby(null)).withMessage("eligible");
        assertThatNullPointerException().isThrownBy(() -> web.watch(null)).withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> web.watch(null, executor))
                .withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> web.watch(instances -> {}, null))
                .withMessage("executor");
        assertThatNullPointerException().isThrownBy(() -> web.await(1, null)).withMessage("timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> web.await(0, PATIENCE))
                .withMessage("count must be 1 or more, not 0");
        assertThatNullPointerException()
                .isThrownBy(() -> started.get(0).service(null))
                .withMessage("name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> started.get(0).service("a/b"))
                .withMessage("service name 'a/b' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'");
    }

    @Test
    void a_stopped_member_refuses_to_watch_and_to_wait() {
        Cluster cluster = start("m1");
        Service web = cluster.service("web");
        cluster.close();
        String refusal = "member m1 has stopped; start a new one with Cluster.builder()";
        assertThatThrownBy(() -> web.watch(instances -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> web.await(1, PATIENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(refusal);
    }

    @Test
    void a_wait_that_ends_just_when_there_are_enough_returns_them() throws Exception {
        Cluster cluster = start("m1");
        Service web = cluster.service("web");
        for (int i = 0; i < 3_000; i++) {
            web.watch(instances -> {}, task -> {}); // keeps the loop busy between the publication and the waiter
        }
        for (int i = 0; i < 500; i++) {
            CompletableFuture<Void> registered =
                    CompletableFuture.runAsync(() -> cluster.register(web(1).build()), executor);
            try {
                assertThat(web.await(1, Duration.ofNanos(i * 2_000L))).hasSize(1);
            } catch (TimeoutException e) {
                assertThat(e).hasMessageContaining("has 0 discoverable instances");
            }
            registered.join();
            cluster.deregister("web", "web-1");
        }
    }
}
