package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.BootstrapPhase;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the listeners of a member receive, on loopback sockets. */
class SubscriptionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    @AfterEach
    void stopAll() {
        started.forEach(Cluster::abort);
        executor.shutdownNow();
    }

    private Cluster start(String member) {
        Cluster.Builder builder = Cluster.builder()
                .name(member)
                .cluster(name)
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL);
        if (!started.isEmpty()) {
            builder.seeds(started.get(0).address().toString());
        }
        Cluster cluster = builder.start();
        started.add(cluster);
        return cluster;
    }

    private static String words(Event event) {
        if (event instanceof Event.Membership membership) {
            return event.getClass().getSimpleName() + " " + membership.member().name();
        }
        if (event instanceof Event.ServiceUp up) {
            return "up " + up.instance();
        }
        if (event instanceof Event.ServiceDown down) {
            return "down " + down.instance();
        }
        return "";
    }

    /** Records the snapshot and the events in words. */
    private static final class RecordingListener implements ClusterListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void onSnapshot(Snapshot snapshot) {
            heard.add(
                    "snapshot " + snapshot.members().stream().map(Member::name).toList());
        }

        @Override
        public void onEvent(Event event) {
            String words = words(event);
            if (!words.isEmpty() && !words.startsWith("Updated")) {
                heard.add(words);
            }
        }
    }

    private static void until(RecordingListener listener, String... heard) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listener.heard).containsExactly(heard));
    }

    @Test
    void a_listener_receives_the_snapshot_then_the_events() {
        Cluster first = start("m1");
        RecordingListener listener = new RecordingListener();
        first.subscribe(listener, executor);
        until(listener, "snapshot [m1]");
        Cluster second = start("m2");
        until(listener, "snapshot [m1]", "Joined m2");
        second.register(ServiceInstance.named("web").port(8080).build());
        until(listener, "snapshot [m1]", "Joined m2", "up web at 127.0.0.1:8080 of m2");
        second.close();
        await().atMost(PATIENCE).until(() -> listener.heard.contains("Left m2"));
        assertThat(listener.heard)
                .startsWith("snapshot [m1]", "Joined m2", "up web at 127.0.0.1:8080 of m2")
                .contains("down web at 127.0.0.1:8080 of m2")
                .hasSize(5);
    }

    private static Event.Bootstrap alone() {
        return new Event.Bootstrap(BootstrapPhase.ALONE, "a cluster of one so far; others may join");
    }

    @Test
    void listeners_of_the_builder_miss_nothing_and_begin_with_the_member_as_it_announces_itself() {
        List<Snapshot> snapshots = new CopyOnWriteArrayList<>();
        List<Event> first = new CopyOnWriteArrayList<>();
        List<Event> second = new CopyOnWriteArrayList<>();
        Cluster cluster = Cluster.builder()
                .name("m1")
                .cluster(name)
                .port(0)
                .profile(Profile.LOCAL)
                .tags(List.of("blue"))
                .services(ServiceInstance.named("web").port(8080).build())
                .listener(keeping(first))
                .listener(
                        new ClusterListener() {
                            @Override
                            public void onSnapshot(Snapshot snapshot) {
                                snapshots.add(snapshot);
                            }
                        },
                        executor)
                .listener(keeping(second), executor)
                .start();
        started.add(cluster);
        Event ready = new Event.Ready(JoinOutcome.FIRST, 1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(first).containsExactly(alone(), ready));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(second).containsExactly(alone(), ready));
        await().atMost(PATIENCE).until(() -> snapshots.size() == 1);
        assertThat(snapshots.get(0).missed()).isZero();
        assertThat(snapshots.get(0).members())
                .singleElement()
                .satisfies(self -> assertThat(self.tags()).containsExactly("blue"));
        assertThat(snapshots.get(0).instances()).hasToString("[web at 127.0.0.1:8080 of m1]");
        List<Event> late = new CopyOnWriteArrayList<>();
        cluster.subscribe(keeping(late), executor);
        start("m2");
        await().atMost(PATIENCE).until(() -> !late.isEmpty());
        assertThat(words(late.get(0))).as("the early events were told").isEqualTo("Joined m2");
    }

    @Test
    void a_listener_of_the_builder_hears_why_a_member_ended_that_lived_for_a_moment() {
        Cluster first = start("m1");
        List<Event> heard = new CopyOnWriteArrayList<>();
        Cluster second = Cluster.builder()
                .name("m1")
                .cluster(name)
                .port(0)
                .settings(Settings.of(Profile.LOCAL).with(ProtocolSetting.CONFLICT_PATIENCE, Duration.ofMillis(100)))
                .seeds(first.address().toString())
                .listener(keeping(heard), executor)
                .start();
        started.add(second);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard)
                        .anySatisfy(event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        Event.NameConflict.class,
                                        conflict -> assertThat(conflict.fatal()).isTrue())));
        assertThat(second.stopped().join().cause()).isEqualTo(StopReason.Cause.NAME_TAKEN);
    }

    @Test
    void all_members_of_a_loop_that_hangs_tell_their_listeners_once() {
        try (ClusterLoop shared = ClusterLoop.start("test-hung")) {
            List<Event.Warning> heard = new CopyOnWriteArrayList<>();
            for (String member : List.of("m1", "m2")) {
                started.add(Cluster.builder()
                        .name(member)
                        .cluster(name)
                        .port(0)
                        .profile(Profile.LOCAL)
                        .loop(shared)
                        .listener(new ClusterListener() {
                            @Override
                            public void onWarning(Event.Warning event) {
                                heard.add(event);
                            }
                        })
                        .start());
            }
            CountDownLatch over = new CountDownLatch(1);
            shared.events().execute(() -> blockUntil(over));
            await().atMost(PATIENCE).until(() -> heard.size() == 2);
            assertThat(started.get(0).hungFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
            over.countDown();
            await().atMost(PATIENCE).until(() -> started.get(0).hungFor().isZero());
            assertThat(heard)
                    .containsExactly(new Event.Hung(Duration.ofSeconds(10)), new Event.Hung(Duration.ofSeconds(10)));
            assertThat(heard.get(0).text())
                    .isEqualTo(
                            "the thread of this member has not come round for 10 s: it hangs, and is soon dead for the"
                                    + " others; the log has the place");
            stopAll();
        }
    }

    private static void blockUntil(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void only_the_first_listener_receives_the_bootstrap_events_from_before_it_subscribed() {
        Cluster alone = start("m1");
        alone.ready().join();
        List<Event> first = new CopyOnWriteArrayList<>();
        List<Event> second = new CopyOnWriteArrayList<>();
        alone.subscribe(keeping(first), executor);
        alone.subscribe(keeping(second), executor);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(first).containsExactly(alone(), new Event.Ready(JoinOutcome.FIRST, 1)));
        start("m2");
        await().atMost(PATIENCE).until(() -> !second.isEmpty());
        assertThat(words(second.get(0))).isEqualTo("Joined m2");
    }

    private static ClusterListener keeping(List<Event> events) {
        return new ClusterListener() {
            @Override
            public void onEvent(Event event) {
                if (!(event instanceof Event.Stalled)) { // a busy machine
                    events.add(event);
                }
            }
        };
    }

    @Test
    void a_listener_may_query_and_block_without_delaying_the_member() {
        Cluster first = start("m1");
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> answers = new CopyOnWriteArrayList<>();
        first.subscribe(
                new ClusterListener() {
                    @Override
                    public void onSnapshot(Snapshot snapshot) {
                        answers.add(first.self().name());
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                executor);
        start("m2");
        await().atMost(PATIENCE).until(() -> first.members().size() == 2);
        goOn.countDown();
        assertThat(answers).containsExactly("m1");
    }

    @Test
    void even_with_a_same_thread_executor_a_listener_does_not_run_in_the_loop() {
        Cluster first = start("m1");
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        first.subscribe(
                new ClusterListener() {
                    @Override
                    public void onEvent(Event event) {
                        if (event instanceof Event.Joined) {
                            sizes.add(first.members().size());
                        }
                    }
                },
                Runnable::run);
        start("m2");
        await().atMost(PATIENCE).until(() -> sizes.equals(List.of(2)));
    }

    @Test
    void stable_views_with_the_same_members_have_the_same_id_at_all_members() {
        Cluster first = start("m1");
        List<StableView> views = new CopyOnWriteArrayList<>();
        first.subscribeStable(views::add, executor);
        await().atMost(PATIENCE).until(() -> views.size() == 1);
        assertThat(views.get(0).members()).extracting(Member::name).containsExactly("m1");
        Cluster second = start("m2");
        await().atMost(PATIENCE).until(() -> last(views).members().size() == 2);
        List<StableView> others = new CopyOnWriteArrayList<>();
        second.subscribeStable(others::add, executor);
        await().atMost(PATIENCE)
                .until(() ->
                        !others.isEmpty() && last(others).id() == last(views).id());
        second.abort();
        await().atMost(PATIENCE).until(() -> last(views).members().size() == 1);
        assertThat(views.get(0).id()).isEqualTo(last(views).id());
        assertThat(views).hasSize(3);
    }

    private static StableView last(List<StableView> views) {
        return views.get(views.size() - 1);
    }
}
