package dev.grapevine.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueuedLoggerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A handler that blocks until it is released, or throws. */
    private static final class Handler implements System.Logger {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile @Nullable Error failure;

        @Override
        public String getName() {
            return "handler";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Error thrownHere = failure;
            failure = null;
            if (thrownHere != null) {
                throw thrownHere;
            }
            lines.add(level + " " + text);
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
            throw new AssertionError("text of others must not be taken for a format");
        }
    }

    private final Handler handler = new Handler();
    private final QueuedLogger log = new QueuedLogger(GuardedLogger.of(handler), new LogQueue());

    @Test
    void a_handler_that_blocks_delays_nobody_and_lost_lines_are_counted() {
        int written = LogQueue.LIMIT + 5_000;
        for (int i = 0; i < written; i++) {
            log.log(System.Logger.Level.INFO, "line {0}", i);
        }
        handler.released.countDown();
        await().atMost(PATIENCE).until(() -> handler.lines.size() >= LogQueue.LIMIT);
        log.log(System.Logger.Level.INFO, "after");
        await().atMost(PATIENCE).until(() -> handler.lines.contains("INFO after"));
        List<String> lines = List.copyOf(handler.lines);
        int kept = lines.size() - 2; // the thread may have taken one line from the full queue
        assertThat(kept).isBetween(LogQueue.LIMIT, LogQueue.LIMIT + 1);
        assertThat(lines.get(0)).isEqualTo("INFO line 0");
        assertThat(lines.get(kept))
                .isEqualTo("WARNING " + (written - kept) + " lines lost: the log was too slow for them");
    }

    @Test
    void a_handler_that_throws_loses_one_line() {
        handler.failure = new OutOfMemoryError("meant to fail, in a test");
        handler.released.countDown();
        log.log(System.Logger.Level.INFO, "lost");
        log.log(System.Logger.Level.INFO, "kept");
        await().atMost(PATIENCE).until(() -> handler.lines.contains("INFO kept"));
        assertThat(handler.lines).containsExactly("INFO kept");
    }

    @Test
    void what_strangers_cause_is_one_line_a_kind_and_minute() {
        handler.released.countDown();
        for (int i = 0; i < 1_000; i++) {
            log.limited(System.Logger.Level.WARNING, "accept", "cannot accept\n{0}", null);
        }
        log.limited(System.Logger.Level.WARNING, "decode", "x".repeat(100_000), null);
        log.limited(System.Logger.Level.DEBUG, "debug", "not wanted", null);
        log.log(System.Logger.Level.INFO, "the end");
        await().atMost(PATIENCE).until(() -> handler.lines.contains("INFO the end"));
        assertThat(handler.lines)
                .containsExactly("WARNING cannot accept\\n{0}", "WARNING " + "x".repeat(1_021) + "...", "INFO the end");
    }
}
