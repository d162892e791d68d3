package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a sealed cluster, members that live are heard within three round trips, whatever became of their salts and clocks. */
class HeardSoonTest {

    private static final long DELAY_NANOS = 5_000_000;
    private static final long THREE_ROUND_TRIPS = 6 * DELAY_NANOS;

    private static Scenario.Builder sealed() {
        return Scenario.builder().sealed().link(Link.of(Delay.fixed(DELAY_NANOS)));
    }

    private static void check(Scenario.Builder scenario, boolean asked) {
        Unheard unheard = new Unheard();
        Simulation.run(11, scenario.check("30s").build(), PeerFactory.STANDARD, List.of(unheard));
        assertThat(unheard.longest()).as("still waiting: %s", unheard.open()).isLessThanOrEqualTo(THREE_ROUND_TRIPS);
        if (asked) {
            assertThat(unheard.waited()).isPositive();
        }
    }

    @Test
    void members_that_restart() {
        Scenario.Builder scenario = sealed().startAll(10).run("10s");
        for (int i = 1; i <= 10; i++) {
            scenario.then("crash n" + i).run("1s").then("restart n" + i).run("5s");
        }
        check(scenario, false);
    }

    @Test
    void members_that_slept_for_two_seconds_or_two_minutes() {
        Scenario.Builder scenario = sealed().startAll(10).run("10s");
        for (int i = 1; i <= 5; i++) {
            scenario.then("suspend n" + i + " 2s")
                    .then("suspend n" + (i + 5) + " 120s")
                    .run("20s");
        }
        check(scenario.run("2m"), true);
    }

    @Test
    void members_whose_wall_clock_is_set() {
        Scenario.Builder scenario = sealed().bounded().startAll(10).run("10s");
        for (int i = 1; i <= 10; i++) {
            scenario.then("clock-step n" + i + (i % 2 == 0 ? " 1h" : " -1h")).run("4s");
        }
        check(scenario, true);
    }

    @Test
    void members_whose_clocks_drift_apart() {
        Scenario.Builder scenario = sealed().bounded().startAll(6);
        for (int i = 1; i <= 6; i++) {
            scenario.then("clock-skew n" + i + (i % 2 == 0 ? " 1000ppm" : " -1000ppm"));
        }
        check(scenario.run("20m"), false);
    }

    @Test
    void members_whose_salt_nobody_told() {
        check(sealed().bounded().settleAll(20).run("30s"), true);
    }

    @Test
    void the_halves_of_a_partition() {
        check(
                sealed().startAll(10)
                        .run("10s")
                        .then("partition n1,n2,n3,n4,n5")
                        .run("1s")
                        .then("crash n2")
                        .then("crash n7")
                        .run("1s")
                        .then("restart n2")
                        .then("restart n7")
                        .run("2m")
                        .then("heal"),
                false);
    }
}
