package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.RandomFaults;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A stranger records all that a sealed cluster says, and replays it: younger and older than a minute, in this run of a member and in its next, to others
 * than it was for, damaged, mixed, reflected, by datagram and by stream. It holds some of it back. {@code -Dgrapevine.sim.replays=200000} sets how many
 * replays each member gets.
 */
class ReplayTest {

    private static final int EACH = Integer.getInteger("grapevine.sim.replays", 2_000);
    private static final int MEMBERS = 8;

    /** Counts what strangers send. */
    private static final class Replays implements Observer {
        private long sent;

        @Override
        public void intruded(Process process, Address to, List<Message> messages, int bytes) {
            sent++;
        }
    }

    private static Scenario.Builder attacked() {
        Scenario.Builder scenario =
                Scenario.builder().sealed().startAll(MEMBERS).run("10s");
        for (int i = 1; i <= MEMBERS; i++) {
            scenario.then("attack n" + i + " replays " + EACH + " 280s");
        }
        return scenario;
    }

    @Test
    void nothing_is_taken_twice_or_later_than_a_minute_by_members_that_restart_sleep_and_drift() {
        Scenario.Builder scenario = attacked()
                .then("clock-skew n6 1000ppm")
                .then("clock-skew n7 -1000ppm")
                .run("30s")
                .then("crash n3")
                .run("5s")
                .then("restart n3")
                .run("20s")
                .then("suspend n4 8s")
                .run("30s")
                .then("clock-step n5 300s")
                .run("40s")
                .then("crash n2")
                .then("crash n3")
                .then("crash n4")
                .run("3s")
                .then("restart n2")
                .then("restart n3 moved")
                .then("restart n4")
                .run("40s")
                .then("suspend n1 90s")
                .run("100s")
                .then("partition n1,n2,n3,n4")
                .run("20s")
                .then("heal");
        Replays replays = new Replays();
        SimulationResult result =
                Simulation.run(1, scenario.run("20s").check("60s").build(), PeerFactory.STANDARD, List.of(replays));
        assertThat(replays.sent).isGreaterThan((long) EACH * MEMBERS * 9 / 10);
        assertThat(result.figures().invariants().get(Invariant.SEALED.name())).isGreaterThan(5_000);
    }

    @Test
    void a_cluster_that_is_replayed_to_declares_nobody_dead() {
        SimulationResult result =
                Simulation.run(2, attacked().run("290s").check("10s").build());
        assertThat(result.figures().falseDeaths()).isZero();
    }

    @Test
    void random_faults_beside_replays_violate_no_invariant() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation.run(seed, RandomFaults.sealed(seed));
        }
    }
}
