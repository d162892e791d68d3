package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a sealed cluster, members that live are heard within three round trips, whatever became of their salts and clocks. */
class HeardSoonTest {

    private static final long DELAY_NANOS = 5_000_000;
    private static final long THREE_ROUND_TRIPS = 6 * DELAY_NANOS;

    private static final int SEEDS = 20;

    /** To each member, in 20 s. */
    private static final int REPLAYS = 10_000;

    private static Scenario.Builder sealed() {
        return Scenario.builder().sealed().link(Link.of(Delay.fixed(DELAY_NANOS)));
    }

    private static void check(Scenario.Builder scenario, boolean asked) {
        Unheard unheard = new Unheard(DELAY_NANOS);
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

    /** With the first datagram after it, the others learn whose the new salt is; a question that is lost is asked again. */
    @ParameterizedTest
    @ValueSource(strings = {"suspend n%d 2s", "clock-step n%d 5s"})
    void members_that_draw_another_salt_while_a_tenth_of_all_is_lost(String cause) {
        long waits = 0;
        long above = 0;
        long longest = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Scenario.Builder scenario =
                    sealed().startAll(10).run("10s").then("loss * -> * 10%").run("1s");
            for (int i = 1; i <= 5; i++) {
                scenario.then(String.format(cause, i)).run("8s");
            }
            Unheard unheard = new Unheard(DELAY_NANOS);
            Simulation.run(seed, scenario.then("heal").check("60s").build(), PeerFactory.STANDARD, List.of(unheard));
            waits += unheard.waited();
            above += unheard.above(THREE_ROUND_TRIPS);
            longest = Math.max(longest, unheard.longest());
        }
        // A tenth of the questions is lost, and a tenth of the answers: two round trips do for 96 % of those that have
        // to ask.
        assertThat((double) above / waits).as("%s of %s", above, waits).isLessThan(0.06);
        assertThat(longest).isLessThan(1_000_000_000L);
    }

    /** What it sends bears the salts of many earlier runs, and its own of this one. */
    @Test
    void members_that_restart_while_all_that_was_ever_recorded_is_replayed_at_full_speed() {
        Scenario.Builder scenario = sealed().startAll(8).run("5s");
        for (int round = 0; round < 8; round++) {
            for (int i = 3; i <= 8; i++) {
                scenario.then("crash n" + i).run("100ms").then("restart n" + i).run("200ms");
            }
        }
        scenario.run("5s");
        for (int i = 1; i <= 8; i++) {
            scenario.then("attack n" + i + " replays " + REPLAYS + " 20s");
        }
        scenario.run("1s");
        for (int i = 1; i <= 8; i++) {
            scenario.then("crash n" + i).run("500ms").then("restart n" + i).run("1500ms");
        }
        Unheard unheard = new Unheard(DELAY_NANOS);
        Simulation.run(11, scenario.run("10s").check("30s").build(), PeerFactory.STANDARD, List.of(unheard));
        assertThat(unheard.longest()).isLessThanOrEqualTo(THREE_ROUND_TRIPS);
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
