package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A running cluster goes from plain to sealed and back, a step at a time, while its services change and members come and go. */
class ModesTest {

    private static final int MEMBERS = 50;

    /** What must not happen: a member or a service that runs is lost from somebody's view, if only for a moment. */
    private static final class Losses implements Observer {
        private final List<String> seen = new ArrayList<>();
        private int changes;

        @Override
        public void emitted(Process process, PeerEvent event) {
            if (event instanceof PeerEvent.Failed failed
                            && !failed.member().name().equals("n50")
                    || event instanceof PeerEvent.ServiceDown down
                            && !down.member().name().equals("n50")) {
                seen.add(process.host() + ": " + event);
            }
            if (event instanceof PeerEvent.ServiceUp || event instanceof PeerEvent.ServiceChanged) {
                changes++;
            }
        }
    }

    /** Each step is taken by one member after the other, as by hand or by a tool of the operator. */
    private static void step(Scenario.Builder scenario, String mode, int step) {
        for (int i = 1; i <= MEMBERS; i++) {
            scenario.then("encryption n" + i + " " + mode).run("300ms");
            if (i % 5 == 0) {
                scenario.then("register n" + (i - 1) + " web " + (8_000 + step));
            }
        }
        scenario.then("crash n50").run("3s").then("restart n50").run("5s");
    }

    @Test
    void from_off_to_require_and_back_nobody_is_lost_and_no_service_is_missed() {
        Scenario.Builder scenario = Scenario.builder().sealed();
        scenario.startAll(MEMBERS);
        for (int i = 1; i <= MEMBERS; i++) {
            scenario.then("encryption n" + i + " off");
        }
        scenario.run("5s");
        for (int i = 1; i < MEMBERS; i++) {
            scenario.then("register n" + i + " web 80");
        }
        scenario.run("5s");
        String[] modes = {"accept", "send", "require", "send", "accept", "off"};
        for (int i = 0; i < modes.length; i++) {
            step(scenario, modes[i], i);
        }
        Losses losses = new Losses();
        SimulationResult result =
                Simulation.run(4, scenario.check("10s").build(), PeerFactory.STANDARD, List.of(losses));
        assertThat(losses.seen).isEmpty();
        assertThat(losses.changes).isGreaterThan(MEMBERS * MEMBERS);
        assertThat(result.figures().falseDeaths()).isZero();
    }
}
