package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop survives, and what is left when it does not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Logger logger = Logger.getLogger("dev.grapevine.cluster");
    private final Handler throwing = new Handler() {
        @Override
        public void publish(LogRecord line) {
            throw new AssertionError("a logging handler that throws, in a test");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @AfterEach
    void repairLogging() {
        logger.removeHandler(throwing);
    }

    private static void fail(EventLoop loop, Error error) {
        loop.execute(() -> {
            throw error;
        });
    }

    private static void assertEnded(EventLoop loop) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> loop.execute(() -> {}))
                        .isInstanceOf(RejectedExecutionException.class));
        assertThatThrownBy(() -> loop.call(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(loop::suspend).isInstanceOf(RejectedExecutionException.class);
        loop.stop();
    }

    @Test
    void an_ordinary_error_of_a_task_does_not_end_the_loop() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        fail(loop, new StackOverflowError("meant to fail, in a test"));
        fail(loop, new NoClassDefFoundError("meant to fail, in a test"));
        fail(loop, new AssertionError("meant to fail, in a test"));
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        loop.stop();
    }

    @Test
    void a_logging_handler_that_throws_does_not_end_the_loop() throws IOException {
        logger.addHandler(throwing);
        EventLoop loop = EventLoop.start("test-loop");
        fail(loop, new AssertionError("meant to fail, in a test"));
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        loop.stop();
    }

    @Test
    void memory_that_runs_out_in_a_task_ends_the_loop_and_frees_its_sockets() throws IOException {
        logger.addHandler(throwing);
        EventLoop loop = EventLoop.start("test-loop");
        DatagramChannel channel = DatagramChannel.open();
        loop.call(() -> {
            try {
                return loop.register(channel, SelectionKey.OP_READ, (key, now) -> false);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        fail(loop, new OutOfMemoryError("meant to fail, in a test"));
        assertEnded(loop);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void memory_that_runs_out_in_a_timer_or_a_deadline_ends_the_loop() throws IOException {
        EventLoop timers = EventLoop.start("test-loop");
        timers.schedule(0, () -> {
            throw new OutOfMemoryError("meant to fail, in a test");
        });
        assertEnded(timers);
        EventLoop deadlines = EventLoop.start("test-loop");
        deadlines.call(() -> deadlines.add(new Tickable() {
            @Override
            public long nextDeadline() {
                return System.nanoTime();
            }

            @Override
            public void tick(long now, long wallMillis) {
                throw new OutOfMemoryError("meant to fail, in a test");
            }
        }));
        assertEnded(deadlines);
    }

    @Test
    void memory_that_runs_out_in_a_question_is_thrown_to_the_caller_and_ends_the_loop() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        assertThatThrownBy(() -> loop.call(() -> {
                    throw new OutOfMemoryError("meant to fail, in a test");
                }))
                .isExactlyInstanceOf(OutOfMemoryError.class);
        assertEnded(loop);
    }

    @Test
    void calls_that_wait_when_the_loop_dies_return() throws Exception {
        EventLoop loop = EventLoop.start("test-loop");
        CountDownLatch go = new CountDownLatch(1);
        List<String> answers = new CopyOnWriteArrayList<>();
        loop.execute(() -> {
            Uninterruptibly.await(go);
            throw new OutOfMemoryError("meant to fail, in a test");
        });
        Thread caller = new Thread(() -> {
            try {
                answers.add(loop.call(() -> "answered"));
            } catch (RejectedExecutionException e) {
                answers.add("rejected");
            }
        });
        caller.start();
        await().atMost(PATIENCE)
                .until(() ->
                        caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        caller.join(PATIENCE.toMillis());
        assertThat(answers).hasSize(1);
        assertEnded(loop);
    }
}
