package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.scenario.Scenario;
import org.junit.jupiter.api.Test;

/** Clusters whose members seal everything, with the stand-in for a cipher. */
class SealedScenarioTest {

    private static Scenario.Builder sealed(int count) {
        return Scenario.builder().sealed().startAll(count).run("10s");
    }

    private static SimulationResult run(Scenario.Builder scenario) {
        SimulationResult result = Simulation.run(7, scenario.build());
        assertThat(result.figures().invariants().get(Invariant.SEALED.name())).isPositive();
        return result;
    }

    @Test
    void members_with_a_key_find_each_other() {
        run(Scenario.builder().sealed().bounded().startAll(20).check("5s"));
    }

    @Test
    void settled_members_that_never_heard_of_each_other_prove_themselves() {
        run(Scenario.builder().sealed().bounded().settleAll(20).run("5s").check("5s"));
    }

    @Test
    void a_killed_member_is_known_within_100_ms() {
        SimulationResult result = run(sealed(20).then("crash n3").check("10s"));
        assertThat(result.figures().fault("n3").all()).isLessThan(100_000_000L);
    }

    @Test
    void a_member_that_restarts_or_slept_is_back() {
        run(sealed(10)
                .then("crash n3")
                .run("3s")
                .then("restart n3")
                .then("suspend n4 20s")
                .run("30s")
                .check("10s"));
    }

    @Test
    void the_halves_of_a_partition_find_each_other_again() {
        run(sealed(10).then("partition n1,n2,n3,n4,n5").run("90s").then("heal").check("30s"));
    }

    @Test
    void a_run_is_the_same_to_the_last_byte_when_it_is_repeated() {
        Scenario scenario =
                sealed(5).then("suspend n2 5s").run("8s").check("10s").build();
        assertThat(Simulation.run(3, scenario).fingerprint())
                .isEqualTo(Simulation.run(3, scenario).fingerprint());
    }

    @Test
    void what_strangers_send_to_members_with_a_key_is_counted_and_changes_nothing() {
        Scenario.Builder scenario = sealed(5).bounded();
        for (String kind : new String[] {"questions", "answers", "facts", "everything", "streams"}) {
            scenario.then("attack n2 " + kind + " 200 3s");
        }
        run(scenario.run("10s").check("10s"));
    }

    @Test
    void a_running_cluster_goes_from_plain_to_sealed_and_back() {
        Scenario.Builder scenario = Scenario.builder().sealed().bounded().startAll(10);
        String[] modes = {"off", "accept", "send", "require", "send", "accept", "off"};
        for (String mode : modes) {
            for (int i = 1; i <= 10; i++) {
                scenario.then("encryption n" + i + " " + mode).run("200ms");
            }
            scenario.run("10s");
        }
        Simulation.run(5, scenario.check("10s").build());
    }
}
