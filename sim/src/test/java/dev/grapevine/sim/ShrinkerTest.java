package dev.grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static InvariantViolation violation(Scenario scenario) {
        return new InvariantViolation(Invariant.CONVERGENCE, "they differ", 7, 1_500_000_000L, scenario, null);
    }

    /** Fails if n2 crashes and n4 hangs. */
    private static @Nullable InvariantViolation fragile(Scenario scenario) {
        List<String> operations = new ArrayList<>();
        scenario.steps().forEach(step -> operations.add(step.operation().toString()));
        return operations.contains("hang n4") && operations.contains("crash n2") ? violation(scenario) : null;
    }

    private static Scenario large() {
        return Scenario.builder()
                .startAll(20)
                .run("1s")
                .then("loss * -> * 10%")
                .then("hang n4")
                .then("crash n7")
                .run("1s")
                .then("partition n1,n2,n3 | n4")
                .then("crash n2")
                .then("heal")
                .run("1s")
                .then("resume n4")
                .check("10s")
                .build();
    }

    @Test
    void only_what_the_failure_needs_is_left() {
        InvariantViolation smallest = Shrinker.shrink(violation(large()), ShrinkerTest::fragile, 1_000);
        assertThat(smallest.scenario().script()).isEqualTo("""
                        0s start n2
                        0s start n4
                        1s hang n4
                        2s crash n2
                        3s check 10s""");
    }

    @Test
    void without_runs_left_the_violation_stays_as_it_is() {
        InvariantViolation given = violation(large());
        assertThat(Shrinker.shrink(given, ShrinkerTest::fragile, 0)).isSameAs(given);
    }

    @Test
    void a_violation_says_what_broke_when_and_how_to_repeat_it() {
        Scenario scenario =
                Scenario.builder().startAll(1).run("1s").then("crash n1").build();
        assertThat(violation(scenario)).hasMessage("""
                        CONVERGENCE violated at 1.5s, seed 7: they differ
                            0s start n1 seeds=n1
                            1s crash n1""");
    }
}
