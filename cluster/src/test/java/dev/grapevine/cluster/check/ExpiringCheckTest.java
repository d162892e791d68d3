package dev.grapevine.cluster.check;

import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiringCheckTest {

    private final VirtualChecks world = new VirtualChecks();
    private final List<Double> expired = new ArrayList<>();

    private ExpiringCheck check(@Nullable CheckOutcome initial, @Nullable Instant heartbeat) {
        ExpiringCheck check = new ExpiringCheck(
                new CheckDefinition.Ttl(Duration.ofSeconds(10)),
                initial,
                heartbeat,
                world,
                () -> expired.add(world.seconds()));
        check.start();
        return check;
    }

    private static CheckOutcome outcome(Health health, String output) {
        return new CheckOutcome(health, output);
    }

    private static final CheckOutcome SILENCE = outcome(CRITICAL, "no heartbeat within 10.0 s");

    @Test
    void when_heartbeats_stop_it_is_critical_after_the_ttl() {
        ExpiringCheck check = check(null, null);
        world.pass(Duration.ofSeconds(60));
        assertThat(check.verdict()).isNull();
        check.report(outcome(PASSING, "fine"));
        world.pass(Duration.ofSeconds(9));
        check.report(outcome(PASSING, "fine"));
        world.pass(Duration.ofSeconds(60));
        assertThat(expired).containsExactly(79.0);
        assertThat(check.verdict()).isEqualTo(SILENCE);
    }

    @Test
    void a_heartbeat_sets_the_health_for_better_or_worse() {
        ExpiringCheck check = check(outcome(PASSING, ""), null);
        world.pass(Duration.ofSeconds(10));
        assertThat(check.verdict()).isEqualTo(SILENCE);
        for (CheckOutcome each :
                List.of(outcome(WARNING, "slow"), outcome(CRITICAL, "broken"), outcome(PASSING, "fine"))) {
            check.report(each);
            assertThat(check.verdict()).isEqualTo(each);
            assertThat(check.at()).contains(world.now());
        }
        assertThat(expired).containsExactly(10.0);
    }

    @Test
    void there_is_one_alarm_however_many_heartbeats() {
        ExpiringCheck check = check(outcome(PASSING, ""), null);
        for (int beat = 0; beat < 100_000; beat++) {
            check.report(outcome(PASSING, ""));
            world.pass(Duration.ofMillis(1));
        }
        assertThat(world.alarmsSet()).isEqualTo(1);
        assertThat(expired).isEmpty();
    }

    @Test
    void after_a_restart_the_time_since_the_last_heartbeat_counts() {
        ExpiringCheck check = check(outcome(PASSING, "fine"), world.now().minusSeconds(4));
        assertThat(check.verdict()).isEqualTo(outcome(PASSING, "fine"));
        world.pass(Duration.ofSeconds(60));
        assertThat(expired).containsExactly(6.0);
    }

    @Test
    void after_a_long_downtime_it_is_critical_at_once() {
        assertThat(check(outcome(PASSING, "fine"), world.now().minusSeconds(11)).verdict())
                .isEqualTo(SILENCE);
    }

    @Test
    void a_heartbeat_from_the_future_counts_as_one_of_now() {
        check(outcome(PASSING, "fine"), world.now().plusSeconds(3_600));
        world.pass(Duration.ofSeconds(60));
        assertThat(expired).containsExactly(10.0);
    }

    @Test
    void heartbeats_that_came_while_this_process_stood_still_are_waited_for() {
        ExpiringCheck check = check(outcome(PASSING, "fine"), null);
        world.pass(Duration.ofSeconds(9));
        world.stall(Duration.ofSeconds(5));
        check.report(outcome(PASSING, "fine"));
        world.pass(Duration.ofSeconds(9));
        assertThat(expired).isEmpty();
        world.stall(Duration.ofSeconds(5));
        world.pass(Duration.ofSeconds(60));
        assertThat(expired).containsExactly(27.0 + 5);
    }

    @Test
    void a_check_that_has_ended_expires_no_more() {
        ExpiringCheck check = check(outcome(PASSING, ""), null);
        check.stop();
        check.report(outcome(PASSING, "fine"));
        world.pass(Duration.ofSeconds(60));
        assertThat(expired).isEmpty();
        assertThat(world.alarmsSet()).isZero();
    }
}
