package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class QueuedAppenderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A pipe whose reader stands still until it is released, or a disk that is full. */
    private static final class Output extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean full;

        @Override
        public void write(int one) {
            throw new AssertionError("lines are written whole");
        }

        @Override
        public void write(byte[] line, int offset, int length) throws IOException {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (full) {
                bytes.write(line, offset, length / 2);
                throw new IOException("No space left on device");
            }
            bytes.write(line, offset, length);
        }

        /** Levels and messages. */
        List<String> lines() {
            return bytes.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(Math.min(line.length(), "2030-01-02T03:04:05.000Z ".length())))
                    .toList();
        }
    }

    private final Output output = new Output();
    private final QueuedAppender appender = new QueuedAppender(output, new TextLogEncoder(false));
    private final LoggerContext context = new LoggerContext();
    private final Logger log = logger("dev.grapevine.agent");

    private Logger logger(String name) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (!appender.isStarted()) {
            appender.start();
            root.addAppender(appender);
        }
        return context.getLogger(name);
    }

    @Test
    void a_reader_that_stands_still_delays_nobody_and_lost_lines_are_counted() throws InterruptedException {
        int all = QueuedAppender.LIMIT + 3_000;
        log.info("line 0");
        assertThat(output.entered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        for (int i = 1; i < all; i++) {
            log.info("line {}", i);
        }
        assertThat(appender.flush(1)).isFalse();
        output.released.countDown();
        assertThat(appender.flush(PATIENCE.toMillis())).isTrue();
        log.info("after");
        assertThat(appender.flush(PATIENCE.toMillis())).isTrue();
        List<String> lines = output.lines();
        // The line that was being written is beyond the limit of the queue.
        int kept = QueuedAppender.LIMIT + 1;
        assertThat(lines).hasSize(kept + 2);
        assertThat(lines)
                .startsWith(
                        "INFO  line 0",
                        "WARN  " + (all - kept) + " lines lost: the log could not be written",
                        "INFO  line 1");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("INFO  after");
    }

    @Test
    void a_full_disk_loses_lines_and_the_log_goes_on_when_there_is_space() {
        output.released.countDown();
        log.info("before");
        appender.flush(PATIENCE.toMillis());
        output.full = true;
        log.info("lost");
        log.info("lost");
        log.info("lost");
        appender.flush(PATIENCE.toMillis());
        output.full = false;
        log.info("after");
        appender.flush(PATIENCE.toMillis());
        assertThat(output.lines())
                .startsWith("INFO  before")
                .endsWith("WARN  3 lines lost: the log could not be written", "INFO  after");
    }

    @Test
    void what_libraries_complain_about_and_failures_with_a_stack_are_one_line_a_kind_and_minute() {
        output.released.countDown();
        Logger library = logger("org.eclipse.jetty.io.ManagedSelector");
        Logger own = logger("dev.grapevine.agent.http.HttpResponses");
        for (int i = 0; i < 1_000; i++) {
            library.warn("accept failed");
            own.error("could not serve {}", i, new IllegalStateException("unexpected"));
            own.warn("refused {}", i);
        }
        own.error("could not serve it", new ArithmeticException("another kind"));
        await().atMost(PATIENCE).until(() -> output.lines().contains("ERROR could not serve it"));
        assertThat(output.lines()).filteredOn("WARN  accept failed"::equals).hasSize(1);
        assertThat(output.lines())
                .filteredOn(line -> line.startsWith("ERROR could"))
                .hasSize(2);
        assertThat(output.lines())
                .filteredOn(line -> line.startsWith("WARN  refused"))
                .hasSize(1_000);
    }
}
