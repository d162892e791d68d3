package dev.grapevine.agent.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.check.InstanceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainDeadlinesTest {

    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
    private static final InstanceKey WEB = new InstanceKey("web", "1");

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(0);
    private final List<InstanceKey> ended = new ArrayList<>();
    private final DrainDeadlines deadlines =
            new DrainDeadlines(timer, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run, (key, until) -> ended.add(key));

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void a_time_that_no_drain_can_have_ends_it_after_the_longest_one() {
        for (Instant until : List.of(Instant.MAX, NOW.plus(Duration.ofDays(8)))) {
            deadlines.set(WEB, until);
            timer.purge();
            assertThat(timer.getQueue())
                    .singleElement()
                    .satisfies(task -> assertThat(((Delayed) task).getDelay(TimeUnit.HOURS))
                            .isBetween(167L, 168L));
        }
    }

    @Test
    void a_time_that_has_passed_ends_it_at_once() {
        for (Instant until : List.of(Instant.MIN, NOW, NOW.minusSeconds(1))) {
            deadlines.set(WEB, until);
            timer.getQueue().remove().run();
        }
        assertThat(ended).containsExactly(WEB, WEB, WEB);
    }
}
