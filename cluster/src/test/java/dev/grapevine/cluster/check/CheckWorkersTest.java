package dev.grapevine.cluster.check;

import static dev.grapevine.cluster.check.CheckTransport.Punctuality.LATE;
import static dev.grapevine.cluster.check.CheckTransport.Punctuality.NEW;
import static dev.grapevine.cluster.check.CheckTransport.Punctuality.PROMPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckWorkersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CheckWorkers workers = new CheckWorkers(16, "workers-test");
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void stop() {
        end.countDown();
        workers.close();
    }

    private void hang() {
        begun.incrementAndGet();
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException stubborn) {
                // Holds on.
            }
        }
    }

    private void hang(CheckTransport.Punctuality punctuality, int count) {
        for (int i = 0; i < count; i++) {
            workers.run(punctuality, this::hang);
        }
    }

    private void awaitBegun(int count) {
        await().atMost(PATIENCE).until(() -> begun.get() == count);
    }

    private static boolean ends(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void each_kind_has_its_share_of_the_threads() {
        assertThat(workers.share(PROMPT)).isEqualTo(16);
        assertThat(workers.share(NEW)).isEqualTo(14);
        assertThat(workers.share(LATE)).isEqualTo(8);
    }

    @Test
    void the_numbers_are_those_of_the_documentation() {
        try (CheckWorkers calls = new CheckWorkers(SocketTransport.CALLS, "calls")) {
            assertThat(calls.share(PROMPT)).isEqualTo(64);
            assertThat(calls.share(NEW)).isEqualTo(56);
            assertThat(calls.share(LATE)).isEqualTo(32);
        }
        assertThat(SocketTransport.LOOK_UPS).isEqualTo(16);
        assertThat(CheckResolver.KEEP_SECONDS).isEqualTo(5);
        assertThat(CheckOutcome.MAX_BYTES).isEqualTo(4_096);
        assertThat(CheckOutcome.MAX_PUBLISHED_BYTES).isEqualTo(256);
    }

    @Test
    void work_that_is_known_to_be_late_leaves_half_of_the_threads_to_others() {
        hang(LATE, 500);
        awaitBegun(8);
        hang(NEW, 500);
        awaitBegun(14);
        for (int i = 0; i < 100; i++) {
            CountDownLatch done = new CountDownLatch(1);
            workers.run(PROMPT, done::countDown);
            assertThat(ends(done)).isTrue();
        }
        hang(PROMPT, 500);
        awaitBegun(16);
        assertThat(threads()).isEqualTo(16);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("workers-test"))
                .count();
    }

    @Test
    void work_that_waited_runs_when_a_thread_is_free() {
        hang(PROMPT, 16);
        CountDownLatch done = new CountDownLatch(3);
        workers.run(LATE, done::countDown);
        workers.run(NEW, done::countDown);
        workers.run(PROMPT, done::countDown);
        awaitBegun(16);
        assertThat(done.getCount()).isEqualTo(3);
        end.countDown();
        assertThat(ends(done)).isTrue();
    }

    @Test
    void work_that_is_cancelled_before_it_begins_never_runs() {
        hang(PROMPT, 16);
        awaitBegun(16);
        Runnable unwanted = begun::incrementAndGet;
        CountDownLatch done = new CountDownLatch(1);
        workers.run(PROMPT, unwanted);
        workers.run(PROMPT, done::countDown);
        workers.cancel(unwanted);
        end.countDown();
        assertThat(ends(done)).isTrue();
        assertThat(begun.get()).isEqualTo(16);
    }

    @Test
    void an_error_ends_neither_a_thread_nor_what_waits_for_it() {
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            workers.run(PROMPT, () -> {
                done.countDown();
                throw new StackOverflowError("for tests");
            });
        }
        assertThat(ends(done)).isTrue();
    }

    @Test
    void after_the_close_nothing_begins() {
        hang(PROMPT, 20);
        awaitBegun(16);
        workers.close();
        workers.run(PROMPT, begun::incrementAndGet);
        end.countDown();
        await().atMost(PATIENCE).until(() -> threads() == 0);
        assertThat(begun.get()).isEqualTo(16);
    }
}
