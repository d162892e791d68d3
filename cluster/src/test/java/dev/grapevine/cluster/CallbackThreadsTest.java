package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackThreadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private EventLoop loop;

    @BeforeEach
    void startLoop() throws IOException {
        loop = EventLoop.start("test-loop");
    }

    @AfterEach
    void stopLoop() {
        release.countDown();
        loop.stop();
    }

    private void block() {
        try {
            release.await();
        } catch (InterruptedException e) {
            ran.add("interrupted");
        }
    }

    private void untilRan(String... names) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ran).containsExactlyInAnyOrder(names));
    }

    private static long threads(String member) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("grapevine-" + member + "-callback-"))
                .count();
    }

    @Test
    void tasks_that_block_do_not_delay_others_and_threads_are_used_again() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-blocking");
        for (int i = 0; i < 10; i++) {
            callbacks.execute(this::block);
        }
        for (int i = 0; i < 5; i++) {
            String name = "task " + i;
            callbacks.execute(() -> ran.add(name));
            await().atMost(PATIENCE).until(() -> ran.contains(name));
        }
        assertThat(threads("blocking")).isEqualTo(11);
        release.countDown();
        callbacks.end();
        await().atMost(PATIENCE).until(() -> threads("blocking") == 0);
    }

    @Test
    void short_tasks_share_one_thread() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-short");
        for (int i = 0; i < 100; i++) {
            callbacks.execute(() -> ran.add("done"));
        }
        await().atMost(PATIENCE).until(() -> ran.size() == 100);
        assertThat(threads("short")).isBetween(1L, 3L);
    }

    @Test
    void a_task_that_blocks_at_the_end_of_the_loop_does_not_keep_others() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-last");
        loop.call(() -> {
            callbacks.execute(this::block);
            callbacks.execute(this::block); // waits for a look of the loop, which never comes
            loop.addResident(cause -> {
                callbacks.execute(() -> ran.add("at the end"));
                callbacks.end();
                callbacks.execute(this::block);
                callbacks.execute(() -> ran.add("after it"));
            });
            return 1;
        });
        loop.stop();
        untilRan("at the end", "after it");
    }

    @Test
    void threads_are_daemons_and_survive_what_a_task_throws_or_interrupts() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-failing");
        callbacks.execute(() -> {
            Thread.currentThread().interrupt();
            throw new AssertionError("meant to fail, in a test");
        });
        callbacks.execute(() -> ran.add(Thread.currentThread().isDaemon() + " " + Thread.interrupted()));
        untilRan("true false");
    }

    @Test
    void tasks_for_which_no_thread_can_be_made_run_later() {
        AtomicBoolean none = new AtomicBoolean(true);
        CallbackThreads callbacks = new CallbackThreads(loop, task -> {
            if (none.get()) {
                throw new OutOfMemoryError("unable to create native thread, in a test");
            }
            return new Thread(task);
        });
        callbacks.execute(this::block);
        callbacks.execute(() -> ran.add("first"));
        loop.execute(() -> callbacks.execute(() -> ran.add("of the loop")));
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        assertThat(ran).isEmpty();
        none.set(false);
        untilRan("first", "of the loop");
    }

    @Test
    void without_any_thread_everything_runs_at_the_end_of_a_loop() {
        CallbackThreads callbacks = new CallbackThreads(loop, task -> {
            throw new OutOfMemoryError("unable to create native thread, in a test");
        });
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> apart = MemberFuture.of(future, callbacks);
        apart.thenAccept(ran::add);
        callbacks.execute(() -> {
            throw new IllegalStateException("meant to fail, in a test");
        });
        loop.call(() -> {
            loop.addResident(cause -> {
                future.complete("stopped");
                callbacks.end();
            });
            return 1;
        });
        loop.stop();
        assertThat(ran).containsExactly("stopped");
    }

    @Test
    void work_that_comes_after_the_end_is_still_done() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-late");
        loop.stop();
        callbacks.end();
        callbacks.execute(() -> ran.add("at once"));
        callbacks.executeLater(() -> ran.add("after a second"));
        untilRan("at once", "after a second");
        await().atMost(PATIENCE).until(() -> threads("late") == 0);
    }

    @Test
    void without_any_thread_work_that_comes_after_the_end_runs_at_once() {
        CallbackThreads callbacks = new CallbackThreads(loop, task -> {
            throw new OutOfMemoryError("unable to create native thread, in a test");
        });
        callbacks.execute(() -> ran.add("before the end"));
        loop.stop();
        callbacks.end();
        callbacks.execute(() -> ran.add("after it"));
        assertThat(ran).containsExactly("before the end", "after it");
    }

    @Test
    void what_should_run_after_a_second_runs_although_the_loop_ends_before() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-second");
        callbacks.executeLater(() -> ran.add("after a second"));
        loop.stop();
        callbacks.end();
        untilRan("after a second");
    }

    @Test
    void stages_of_one_future_run_apart_from_each_other_and_from_the_completing_thread() {
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-stages");
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> shared = MemberFuture.of(future, callbacks);
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        shared.thenRun(this::block);
        shared.thenRun(() -> {
            ranOn.set(Thread.currentThread());
            ran.add("free");
        });
        shared.thenRun(this::block);
        loop.execute(() -> future.complete("done"));
        untilRan("free");
        assertThat(ranOn.get().getName()).startsWith("grapevine-stages-callback-");
        assertThat(shared).isCompletedWithValue("done");
    }
}
