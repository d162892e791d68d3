package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopWatchdogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** A loop whose turns a test makes. */
    private static final class FakeLoop implements LoopWatchdog.Watched {
        private long turn;
        private boolean resting;
        private final List<Duration> told = new ArrayList<>();

        @Override
        public Thread thread() {
            return Thread.currentThread();
        }

        @Override
        public long turn() {
            return turn;
        }

        @Override
        public boolean resting() {
            return resting;
        }

        @Override
        public void hangs(Duration since) {
            told.add(since);
        }
    }

    private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.grapevine.cluster");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final FakeLoop loop = new FakeLoop();
    private final LoopWatchdog watchdog = new LoopWatchdog("test-watchdog", loop);

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            watchdog.tick();
        }
    }

    @Test
    void a_loop_that_stays_in_a_turn_for_ten_ticks_hangs_until_it_comes_round() {
        ticks(10);
        assertThat(watchdog.hungTicks()).as("the first tick sees the turn").isZero();
        ticks(1);
        assertThat(watchdog.hungTicks()).isEqualTo(10);
        ticks(50);
        assertThat(watchdog.hungTicks()).isEqualTo(60);
        assertThat(loop.told).containsExactly(Duration.ofSeconds(10));
        loop.turn++;
        ticks(1);
        assertThat(watchdog.hungTicks()).isZero();
        ticks(9);
        assertThat(watchdog.hungTicks()).isZero();
        ticks(1);
        assertThat(watchdog.hungTicks()).isEqualTo(10);
        assertThat(loop.told).hasSize(2);
    }

    @Test
    void a_loop_with_nothing_to_do_does_not_hang() {
        loop.resting = true;
        ticks(1_000);
        assertThat(watchdog.hungTicks()).isZero();
        loop.resting = false;
        ticks(10);
        assertThat(watchdog.hungTicks()).isEqualTo(10);
    }

    @Test
    void the_place_where_a_loop_hangs_is_logged_once_and_its_return_too() throws IOException {
        EventLoop real = EventLoop.start("test-hanging");
        assertThat(real.hungSeconds()).isZero();
        CountDownLatch over = new CountDownLatch(1);
        real.execute(() -> blockHere(over));
        await().atMost(PATIENCE).until(() -> real.hungSeconds() > 0);
        await().atMost(PATIENCE).until(() -> real.hungSeconds() >= 12);
        over.countDown();
        await().atMost(PATIENCE).until(() -> real.hungSeconds() == 0);
        await().atMost(PATIENCE).until(() -> lines.size() >= 2);
        assertThat(lines)
                .extracting(LogRecord::getMessage)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(
                                        "test-hanging has not come round for 10 s: its members hang, and are soon dead"
                                                + " for the others"),
                        second -> assertThat(second).startsWith("test-hanging comes round again, after 1"));
        assertThat(lines.get(0).getThrown().getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("blockHere");
        real.stop();
        await().atMost(PATIENCE).until(() -> threads().isEmpty());
    }

    private static void blockHere(CountDownLatch over) {
        Uninterruptibly.await(over);
    }

    private static List<String> threads() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        names.removeIf(name -> !name.startsWith("test-hanging"));
        return names;
    }

    @Test
    void a_loop_that_is_halted_on_purpose_does_not_hang() throws IOException {
        EventLoop real = EventLoop.start("test-halted");
        real.suspend();
        await().during(Duration.ofSeconds(12)).atMost(PATIENCE).until(() -> real.hungSeconds() == 0);
        real.stop();
    }
}
