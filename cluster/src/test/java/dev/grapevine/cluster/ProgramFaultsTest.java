package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program whose listeners, executors and stages fail or block harms nothing but itself. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgramFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stopAll() {
        release.countDown();
        started.forEach(Cluster::abort);
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

    private void block() {
        boolean over = false;
        while (!over) {
            try {
                release.await();
                over = true;
            } catch (InterruptedException e) {
                // Blocked means blocked.
            }
        }
    }

    private static ClusterListener keeping(List<Object> heard) {
        return new ClusterListener() {
            @Override
            public void onSnapshot(Snapshot snapshot) {
                heard.add("snapshot " + snapshot.missed());
            }

            @Override
            public void onJoined(Event.Joined event) {
                heard.add("joined " + event.member().name());
            }
        };
    }

    @Test
    void an_executor_that_failed_once_delivers_the_next_event() {
        Cluster first = start("m1");
        List<Object> heard = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        first.subscribe(keeping(heard), task -> {
            if (calls.incrementAndGet() == 2) {
                throw new RejectedExecutionException("meant to fail, in a test");
            }
            task.run();
        });
        await().atMost(PATIENCE).until(() -> heard.contains("snapshot 0"));
        start("m2");
        await().atMost(PATIENCE).until(() -> heard.contains("joined m2"));
        start("m3");
        await().atMost(PATIENCE).until(() -> heard.contains("joined m3"));
        assertThat(heard).containsExactly("snapshot 0", "joined m2", "joined m3");
    }

    @Test
    void an_executor_that_failed_once_in_a_quiet_cluster_delivers_what_is_there() {
        Cluster first = start("m1");
        List<Object> heard = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        first.subscribe(keeping(heard), task -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("meant to fail, in a test");
            }
            task.run();
        });
        await().atMost(PATIENCE).until(() -> heard.equals(List.of("snapshot 0")));
    }

    @Test
    void listeners_that_block_do_not_delay_others() {
        Cluster first = start("m1");
        for (int i = 0; i < 20; i++) {
            first.subscribe(
                    new ClusterListener() {
                        @Override
                        public void onSnapshot(Snapshot snapshot) {
                            block();
                        }
                    },
                    Runnable::run);
        }
        List<Object> heard = new CopyOnWriteArrayList<>();
        first.subscribe(keeping(heard), Runnable::run);
        List<Object> heardToo = new CopyOnWriteArrayList<>();
        first.subscribe(keeping(heardToo));
        start("m2");
        await().atMost(PATIENCE).until(() -> heard.contains("joined m2") && heardToo.contains("joined m2"));
    }

    @Test
    void an_executor_that_blocks_does_not_delay_the_protocol() {
        Cluster first = start("m1");
        Executor blocking = task -> block();
        first.subscribe(keeping(new ArrayList<>()), blocking);
        first.subscribeStable(view -> {}, blocking);
        first.service("web").watch(instances -> {}, blocking);
        Cluster second = start("m2");
        await().atMost(PATIENCE).until(() -> first.members().size() == 2);
        second.close();
        await().atMost(PATIENCE)
                .until(() -> first.members().stream().filter(Member::live).count() == 1);
        first.close();
        assertThat(first.stopped()).isCompleted();
    }

    @Test
    void stages_that_block_delay_neither_each_other_nor_the_end() throws Exception {
        Cluster first = start("m1");
        CountDownLatch blocked = new CountDownLatch(2);
        for (CompletableFuture<?> future : List.of(first.stopped(), first.stopped())) {
            future.thenRun(() -> {
                blocked.countDown();
                block();
            });
        }
        CompletableFuture<Void> left = first.leave();
        left.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        first.close();
        assertThat(blocked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(first.stopped()).isCompleted();
    }

    @Test
    void ready_of_a_refused_member_fails_although_listeners_block() {
        Cluster first = start("m1");
        for (int i = 0; i < 10; i++) {
            first.subscribe(
                    new ClusterListener() {
                        @Override
                        public void onSnapshot(Snapshot snapshot) {
                            block();
                        }
                    },
                    Runnable::run);
        }
        Cluster refused = Cluster.builder()
                .name("m2")
                .cluster(name)
                .port(0)
                .profile(Profile.LOCAL)
                .seeds("127.0.0.1:1")
                .start();
        started.add(refused);
        CompletableFuture<JoinOutcome> ready = refused.ready();
        refused.abort();
        assertThatThrownBy(() -> ready.orTimeout(20, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(StartException.class);
    }

    @Test
    void the_last_event_is_delivered_after_the_member_has_stopped() {
        Cluster first = start("m1");
        List<Event> heard = new CopyOnWriteArrayList<>();
        CountDownLatch inListener = new CountDownLatch(1);
        first.subscribe(new ClusterListener() {
            @Override
            public void onSnapshot(Snapshot snapshot) {
                inListener.countDown();
                block();
            }

            @Override
            public void onEvent(Event event) {
                heard.add(event);
            }
        });
        await().atMost(PATIENCE).until(() -> inListener.getCount() == 0);
        first.close();
        release.countDown();
        await().atMost(PATIENCE).until(() -> !heard.isEmpty() && heard.get(heard.size() - 1) instanceof Event.Stopped);
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("grapevine-m1")));
    }
}
