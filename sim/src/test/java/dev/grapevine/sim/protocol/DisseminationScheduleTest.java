package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How news spreads, and what a quiet cluster sends. The schedules are listed in docs/failure-detection.md. */
class DisseminationScheduleTest {

    /** Repeats follow 16 ms after a member first heard, at the earliest, so within 15 ms there are only pushes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void without_loss_the_push_alone_leaves_nobody_out(long seed) {
        Scenario scenario = Scenario.builder()
                .settleAll(128)
                .run("5s")
                .then("register n5 web 80")
                .run("15ms")
                .build();
        assertThat(Trace.of(seed, scenario).all(PeerEvent.ServiceUp.class)).hasSize(128);
    }

    @Test
    void a_quiet_cluster_sends_pings_and_acks_and_nothing_else() {
        Map<String, Integer> sent = new TreeMap<>();
        Observer counter = new Observer() {
            @Override
            public void sent(Process process, Address to, List<Message> messages, int bytes) {
                if (process.host().worldNow() > 10_000_000_000L) {
                    sent.merge(messages.get(0).getClass().getSimpleName(), messages.size(), Integer::sum);
                }
            }
        };
        Scenario scenario = Scenario.builder().settleAll(8).run("40s").build();
        Simulation.run(1, scenario, PeerFactory.STANDARD, List.of(counter));
        assertThat(sent).containsOnlyKeys("Ack", "Ping");
        assertThat(sent.get("Ping"))
                .as("one a second of each of eight for 30 s")
                .isBetween(236, 244);
        assertThat(sent.get("Ack")).isEqualTo(sent.get("Ping"));
    }
}
