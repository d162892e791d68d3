package dev.grapevine.agent.check;

import static dev.grapevine.agent.check.FakeTime.told;
import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.check.HealthChecks.Key;
import dev.grapevine.agent.check.HealthChecks.Verdict;
import dev.grapevine.agent.config.CheckSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TtlCheckTest {

    private static final Key WEB = new Key("web", "1");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<CheckSpec> TTL = List.of(new CheckSpec.Ttl(Duration.ofSeconds(10)));

    private final FakeTime time = new FakeTime();
    private final HealthChecks checks = time.checks();

    @Test
    void when_heartbeats_stop_then_it_is_critical_after_the_time_to_live() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, CRITICAL, "not checked yet", null);
        time.pass(Duration.ofSeconds(60));
        assertThat(time.told()).isEmpty();
        assertThat(checks.heartbeat(WEB, PASSING, "fine")).isTrue();
        time.pass(Duration.ofSeconds(9));
        checks.heartbeat(WEB, PASSING, "fine");
        time.pass(Duration.ofSeconds(60));
        assertThat(time.told())
                .containsExactly(told(60, PASSING, "fine"), told(79, CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void a_heartbeat_brings_it_back_and_may_say_worse() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "", null);
        time.pass(Duration.ofSeconds(10));
        checks.heartbeat(WEB, WARNING, "slow");
        checks.heartbeat(WEB, CRITICAL, "broken");
        time.pass(Duration.ofSeconds(30));
        checks.heartbeat(WEB, PASSING, "fine");
        assertThat(time.told())
                .containsExactly(
                        told(10, CRITICAL, "no heartbeat within 10.0 s"),
                        told(10, WARNING, "slow"),
                        told(10, CRITICAL, "broken"),
                        told(40, PASSING, "fine"));
    }

    @Test
    void however_often_it_beats_there_is_one_timer() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "", null);
        for (int beat = 0; beat < 1_000; beat++) {
            checks.heartbeat(WEB, PASSING, "");
            time.pass(Duration.ofMillis(1));
        }
        assertThat(time.timers()).isEqualTo(1);
    }

    @Test
    void after_a_restart_the_time_since_the_last_heartbeat_counts() {
        Instant now = time.instant();
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "fine", now.minusSeconds(4));
        assertThat(checks.verdict(WEB)).contains(new Verdict(PASSING, "fine"));
        time.pass(Duration.ofSeconds(5));
        assertThat(time.told()).isEmpty();
        time.pass(SECOND);
        assertThat(time.told()).containsExactly(told(6, CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void after_a_long_absence_it_is_critical_at_once() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "fine", time.instant().minusSeconds(11));
        assertThat(checks.verdict(WEB)).contains(new Verdict(CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void a_heartbeat_from_the_future_is_one_of_now() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "fine", time.instant().plusSeconds(3_600));
        time.pass(Duration.ofSeconds(10));
        assertThat(time.told()).containsExactly(told(10, CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void what_is_watched_no_longer_tells_nothing() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "", null);
        checks.unwatch(WEB);
        time.pass(Duration.ofSeconds(60));
        assertThat(time.told()).isEmpty();
        assertThat(checks.heartbeat(WEB, PASSING, "")).isFalse();
        assertThat(checks.verdict(WEB)).isEmpty();
    }

    @Test
    void the_worst_of_several_is_the_verdict() {
        Key other = new Key("web", "2");
        checks.watch(other, "127.0.0.1", 0, List.of(TTL.get(0), TTL.get(0)), PASSING, "", null);
        assertThat(checks.verdict(other)).contains(new Verdict(PASSING, ""));
        time.pass(Duration.ofSeconds(10));
        assertThat(checks.verdict(other)).contains(new Verdict(CRITICAL, "no heartbeat within 10.0 s"));
    }
}
