package dev.grapevine.agent.check;

import static dev.grapevine.agent.check.FakeCheckRuntime.change;
import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.config.CheckSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TtlCheckTest {

    private static final InstanceKey WEB = new InstanceKey("web", "1");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<CheckSpec> TTL = List.of(new CheckSpec.Ttl(Duration.ofSeconds(10)));

    private final FakeCheckRuntime runtime = new FakeCheckRuntime();
    private final HealthChecks checks = runtime.checks();

    @Test
    void when_heartbeats_stop_it_is_critical_after_the_ttl() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, CRITICAL, "not checked yet", null);
        runtime.pass(Duration.ofSeconds(60));
        assertThat(runtime.changes()).isEmpty();
        assertThat(checks.heartbeat(WEB, PASSING, "fine")).isTrue();
        runtime.pass(Duration.ofSeconds(9));
        checks.heartbeat(WEB, PASSING, "fine");
        runtime.pass(Duration.ofSeconds(60));
        assertThat(runtime.changes())
                .containsExactly(change(60, PASSING, "fine"), change(79, CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void a_heartbeat_sets_the_health_for_better_or_worse() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "", null);
        runtime.pass(Duration.ofSeconds(10));
        checks.heartbeat(WEB, WARNING, "slow");
        checks.heartbeat(WEB, CRITICAL, "broken");
        runtime.pass(Duration.ofSeconds(30));
        checks.heartbeat(WEB, PASSING, "fine");
        assertThat(runtime.changes())
                .containsExactly(
                        change(10, CRITICAL, "no heartbeat within 10.0 s"),
                        change(10, WARNING, "slow"),
                        change(10, CRITICAL, "broken"),
                        change(40, PASSING, "fine"));
    }

    @Test
    void there_is_one_timer_however_many_heartbeats() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "", null);
        for (int beat = 0; beat < 1_000; beat++) {
            checks.heartbeat(WEB, PASSING, "");
            runtime.pass(Duration.ofMillis(1));
        }
        assertThat(runtime.timers()).isEqualTo(1);
    }

    @Test
    void after_a_restart_the_time_since_the_last_heartbeat_counts() {
        Instant now = runtime.now();
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "fine", now.minusSeconds(4));
        assertThat(checks.combined(WEB)).contains(new CombinedHealth(PASSING, "fine"));
        runtime.pass(Duration.ofSeconds(5));
        assertThat(runtime.changes()).isEmpty();
        runtime.pass(SECOND);
        assertThat(runtime.changes()).containsExactly(change(6, CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void after_a_long_downtime_it_is_critical_at_once() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "fine", runtime.now().minusSeconds(11));
        assertThat(checks.combined(WEB)).contains(new CombinedHealth(CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void a_heartbeat_from_the_future_counts_as_one_of_now() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "fine", runtime.now().plusSeconds(3_600));
        runtime.pass(Duration.ofSeconds(10));
        assertThat(runtime.changes()).containsExactly(change(10, CRITICAL, "no heartbeat within 10.0 s"));
    }

    @Test
    void a_check_that_was_removed_reports_nothing() {
        checks.watch(WEB, "127.0.0.1", 0, TTL, PASSING, "", null);
        checks.unwatch(WEB);
        runtime.pass(Duration.ofSeconds(60));
        assertThat(runtime.changes()).isEmpty();
        assertThat(checks.heartbeat(WEB, PASSING, "")).isFalse();
        assertThat(checks.combined(WEB)).isEmpty();
    }

    @Test
    void the_worst_of_several_checks_is_the_health() {
        InstanceKey other = new InstanceKey("web", "2");
        checks.watch(other, "127.0.0.1", 0, List.of(TTL.get(0), TTL.get(0)), PASSING, "", null);
        assertThat(checks.combined(other)).contains(new CombinedHealth(PASSING, ""));
        runtime.pass(Duration.ofSeconds(10));
        assertThat(checks.combined(other)).contains(new CombinedHealth(CRITICAL, "no heartbeat within 10.0 s"));
    }
}
