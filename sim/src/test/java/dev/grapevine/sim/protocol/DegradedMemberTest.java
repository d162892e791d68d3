package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Status;
import dev.grapevine.sim.scenario.Scenario;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A member whose UDP is blocked while TCP passes is alive, and shown as degraded. */
class DegradedMemberTest {

    private static final long SEED = 20_260_103;

    private final KeptPeers peers = new KeptPeers();

    private Trace run(Scenario.Builder scenario) {
        return Trace.of(SEED, scenario.build(), peers);
    }

    private static Scenario.Builder five() {
        return Scenario.builder().bounded().startAll(5).check("5s").run("10s");
    }

    /** The members that emitted an event of this kind about n3. */
    private static Set<String> observers(Trace result, Class<? extends PeerEvent.Membership> kind) {
        Set<String> observers = new TreeSet<>();
        for (Trace.Observed observed : result.all(kind)) {
            if (kind.cast(observed.event()).member().name().equals("n3")) {
                observers.add(observed.observer());
            }
        }
        return observers;
    }

    @Test
    void a_member_that_answers_by_stream_only_lives_and_all_show_it_as_degraded() {
        Trace result =
                run(five().then("block-udp * -> n3").then("block-udp n3 -> *").run("60s"));
        assertThat(observers(result, PeerEvent.Degraded.class)).containsExactly("n1", "n2", "n4", "n5");
        assertThat(observers(result, PeerEvent.Failed.class)).isEmpty();
        for (String other : List.of("n1", "n2", "n4", "n5")) {
            assertThat(peers.get(other).questions().degraded("n3")).isTrue();
            assertThat(peers.get("n3").questions().degraded(other)).isTrue();
            assertThat(peers.why(other, "n3"))
                    .contains(other + " gets answers from n3 by TCP only, in 3 probes in a row: UDP blocked?");
        }
    }

    @Test
    void a_member_that_sends_by_udp_but_cannot_be_reached_by_it_is_degraded_too() {
        Trace result = run(five().then("block-udp * -> n3").run("60s"));
        assertThat(observers(result, PeerEvent.Degraded.class)).containsExactly("n1", "n2", "n4", "n5");
        assertThat(observers(result, PeerEvent.Failed.class)).isEmpty();
    }

    @Test
    void a_degraded_member_still_hears_what_happens() {
        run(five().then("block-udp * -> n3")
                .then("block-udp n3 -> *")
                .run("60s")
                .then("register n1 web 80")
                .run("60s")
                .then("leave n5")
                .run("60s"));
        assertThat(peers.get("n3").questions().registry().instances("web")).hasSize(1);
        assertThat(peers.get("n3").questions().member("n5"))
                .satisfies(
                        left -> assertThat(left == null ? null : left.status()).isEqualTo(Status.LEFT));
    }

    @Test
    void when_udp_passes_again_the_member_is_reported_as_restored() {
        Trace result = run(five().then("block-udp * -> n3")
                .then("block-udp n3 -> *")
                .run("60s")
                .then("heal")
                .run("30s"));
        assertThat(observers(result, PeerEvent.Restored.class)).containsExactly("n1", "n2", "n4", "n5");
        assertThat(peers.get("n1").questions().degraded("n3")).isFalse();
    }

    @Test
    void lost_packets_make_no_member_look_degraded() {
        Trace result = run(Scenario.builder()
                .link(dev.grapevine.sim.world.Link.LAN.withLoss(0.1))
                .startAll(16)
                .run("120s"));
        assertThat(result.all(PeerEvent.Degraded.class)).isEmpty();
    }
}
