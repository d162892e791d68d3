package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
        assertThatThrownBy(loop::suspend).as("again").isInstanceOf(RejectedExecutionException.class);
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

    /** A selector that counts how often it is asked, and fails or is interrupted as a test wants it. */
    private static final class CountingSelector extends Selector {
        private final Selector selector;
        private final AtomicInteger selections = new AtomicInteger();
        private volatile boolean failing;

        CountingSelector() throws IOException {
            this.selector = Selector.open();
        }

        private void count() throws IOException {
            selections.incrementAndGet();
            if (failing) {
                throw new IOException("a selector that fails, in a test");
            }
        }

        @Override
        public int select(Consumer<SelectionKey> action, long timeoutMillis) throws IOException {
            count();
            return selector.select(action, timeoutMillis);
        }

        @Override
        public int selectNow(Consumer<SelectionKey> action) throws IOException {
            count();
            return selector.selectNow(action);
        }

        @Override
        public boolean isOpen() {
            return selector.isOpen();
        }

        @Override
        public SelectorProvider provider() {
            return selector.provider();
        }

        @Override
        public Set<SelectionKey> keys() {
            return selector.keys();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return selector.selectedKeys();
        }

        @Override
        public int selectNow() throws IOException {
            return selector.selectNow();
        }

        @Override
        public int select(long timeoutMillis) throws IOException {
            return selector.select(timeoutMillis);
        }

        @Override
        public int select() throws IOException {
            return selector.select();
        }

        @Override
        public Selector wakeup() {
            return selector.wakeup();
        }

        @Override
        public void close() throws IOException {
            selector.close();
        }
    }

    @Test
    void an_interrupt_costs_one_turn() throws Exception {
        CountingSelector selector = new CountingSelector();
        EventLoop loop = EventLoop.start("test-loop", selector);
        Thread thread = loop.call(Thread::currentThread);
        thread.interrupt();
        CountDownLatch later = new CountDownLatch(1);
        loop.schedule(TimeUnit.MILLISECONDS.toNanos(300), later::countDown);
        later.await();
        loop.call(() -> {
            thread.interrupt();
            return 1;
        });
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        assertThat(selector.selections).hasValueLessThan(30); // a turn looks at the sockets up to three times
        loop.stop();
    }

    @Test
    void a_selector_that_fails_for_a_while_is_used_again() throws IOException {
        CountingSelector selector = new CountingSelector();
        EventLoop loop = EventLoop.start("test-loop", selector);
        selector.failing = true;
        loop.execute(() -> {});
        await().atMost(PATIENCE).until(() -> selector.selections.get() > 5);
        selector.failing = false;
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        loop.stop();
    }

    @Test
    void a_selector_that_never_recovers_ends_the_loop() throws IOException {
        CountingSelector selector = new CountingSelector();
        EventLoop loop = EventLoop.start("test-loop", selector);
        List<Object> told = new CopyOnWriteArrayList<>();
        loop.call(() -> {
            loop.addResident(cause -> told.add(String.valueOf(cause)));
            return 1;
        });
        selector.failing = true;
        loop.execute(() -> {});
        assertEnded(loop);
        assertThat(told).containsExactly("java.io.IOException: a selector that fails, in a test");
        assertThat(selector.isOpen()).isFalse();
    }

    @Test
    void a_resident_that_fails_at_the_end_is_told_again_and_hides_it_from_no_other() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        loop.call(() -> {
            loop.addResident(cause -> {
                if (first.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("meant to fail, in a test");
                }
            });
            loop.addResident(cause -> second.incrementAndGet());
            return 1;
        });
        loop.stop();
        assertThat(first).hasValue(2);
        assertThat(second.get()).isPositive();
    }
}
