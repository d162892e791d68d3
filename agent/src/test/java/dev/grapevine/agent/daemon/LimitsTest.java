package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The limits of an end that takes too long, and of a member that hangs. */
final class LimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void an_end_that_takes_too_long_is_cut_off() throws InterruptedException {
        CountDownLatch halted = new CountDownLatch(1);
        EndLimit limit = new EndLimit(halted::countDown);
        limit.arm(50);
        limit.arm(TimeUnit.DAYS.toMillis(1));
        assertThat(halted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothing_is_cut_off_before_the_end_begins() {
        AtomicInteger halts = new AtomicInteger();
        EndLimit limit = new EndLimit(halts::incrementAndGet);
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> halts.get() == 0);
        limit.arm(0);
        await().atMost(PATIENCE).until(() -> halts.get() == 1);
    }

    @Test
    void a_member_that_hangs_for_60_s_ends_its_agent_once() {
        AtomicInteger seconds = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        HangLimit limit = new HangLimit(() -> Duration.ofSeconds(seconds.get()), ends::incrementAndGet);
        seconds.set(59);
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> ends.get() == 0);
        seconds.set(60);
        await().atMost(PATIENCE).until(() -> ends.get() == 1);
        limit.close();
    }
}
