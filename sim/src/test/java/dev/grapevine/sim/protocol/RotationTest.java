package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.member.KeptRings;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A running cluster changes its keys. {@code -Dgrapevine.sim.rotating=200} sets how many members change theirs ten times while others come and go.
 */
class RotationTest {

    private static final int ROTATING = Integer.getInteger("grapevine.sim.rotating", 24);
    private static final int ROTATIONS = 10;

    /** The keyring that each process had last. */
    private static final class Rings implements Observer {
        private final Map<String, KeyRing> byMember = new TreeMap<>();

        @Override
        public void stepped(Process process) {
            KeyRing ring = KeptRings.ringOf(process);
            if (ring != null) {
                byMember.put(process.host().name(), ring);
            }
        }

        /** The keys that all of them accept; fails if some accept others. */
        List<KeyId> ids() {
            assertThat(byMember.values().stream().map(KeyRing::ids).distinct().toList())
                    .hasSize(1);
            return byMember.values().iterator().next().ids();
        }

        int removed() {
            KeyRing any = byMember.values().iterator().next();
            return (int) any.entries().stream()
                    .filter(entry -> any.removed(new KeyId(entry.id())))
                    .count();
        }
    }

    private static String members(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
    }

    private static Rings run(long seed, Scenario.Builder scenario) {
        Rings rings = new Rings();
        SimulationResult result =
                Simulation.run(seed, scenario.check("90s").build(), PeerFactory.STANDARD, List.of(rings));
        assertThat(result.figures().falseDeaths()).isZero();
        return rings;
    }

    @Test
    void a_key_is_installed_and_used_and_the_former_one_removed() {
        Rings rings = run(
                1,
                Scenario.builder()
                        .sealed()
                        .bounded()
                        .startAll(10)
                        .run("5s")
                        .then("keys n1 install")
                        .run("10s")
                        .then("keys n2 use")
                        .run("10s")
                        .then("keys n3 remove")
                        .run("10s"));
        assertThat(rings.ids()).hasSize(1);
        assertThat(rings.removed()).isEqualTo(1);
    }

    @Test
    void a_key_is_not_used_before_all_have_it_and_not_removed_while_one_seals_with_it() {
        Rings rings = run(
                1,
                Scenario.builder()
                        .sealed()
                        .bounded()
                        .startAll(10)
                        .run("5s")
                        .then("keys n1 install")
                        .then("keys n1 use")
                        .then("keys n1 remove")
                        .run("10s"));
        assertThat(rings.ids()).hasSize(2);
        assertThat(rings.removed()).isZero();
    }

    /** Others restart, leave and return, and services change all the while. */
    @Test
    void ten_rotations_while_members_come_and_go_lose_nobody() {
        Scenario.Builder scenario =
                Scenario.builder().sealed().bounded().startAll(ROTATING).run("10s");
        for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
            scenario.then("keys n" + rotation + " rotate");
            for (int i = 0; i < 5; i++) {
                int member = 11 + (rotation * 5 + i) % (ROTATING - 10);
                scenario.then("register n" + (1 + (rotation + 7 * i) % 10) + " web " + (8_000 + 10 * rotation + i))
                        .then((i % 2 == 0 ? "crash n" : "leave n") + member)
                        .run("1500ms")
                        .then("restart n" + member)
                        .run("500ms");
            }
            scenario.run("10s");
        }
        Rings rings = run(2, scenario.run("10s"));
        assertThat(rings.ids()).hasSize(1);
        assertThat(rings.removed()).isEqualTo(ROTATIONS);
    }

    @Test
    void rotations_in_both_halves_of_a_partition_end_with_one_ring() {
        for (long seed = 1; seed <= 3; seed++) {
            Scenario.Builder scenario = Scenario.builder()
                    .sealed()
                    .startAll(12)
                    .run("10s")
                    .then("partition " + members(1, 6) + " | " + members(7, 12))
                    .run("5s")
                    .then("keys n1 rotate")
                    .run("300ms")
                    .then("keys n7 rotate")
                    .run("30s")
                    .then("heal")
                    .run("60s");
            Rings rings = run(seed, scenario);
            assertThat(rings.ids()).hasSize(1);
        }
    }

    /** A rotation that another has overtaken is refused from then on; it would wait for ever. */
    @Test
    void a_rotation_to_a_key_that_was_removed_is_refused() {
        List<String> refusals = new ArrayList<>();
        Observer latecomer = new Observer() {
            @Override
            public void stepped(Process process) {
                KeyCommands keys = PeerProgram.peerOf(process).keys();
                KeyRing ring = KeptRings.ringOf(process);
                if (keys == null
                        || ring == null
                        || !refusals.isEmpty()
                        || ring.entries().size() == 1) {
                    return;
                }
                KeyId first = new KeyId(ring.entries().stream()
                        .filter(entry -> entry.turn() == 1)
                        .findFirst()
                        .orElseThrow()
                        .id());
                if (ring.removed(first)) {
                    assertThatThrownBy(() -> keys.rotate(
                                    first.toString(), false, process.host().monotonicNow()))
                            .isInstanceOf(KeyRefusedException.class)
                            .hasMessage("key " + first
                                    + " was removed: another change has overtaken this one; see keys list");
                    refusals.add(process.host().name());
                }
            }
        };
        Simulation.run(
                1,
                Scenario.builder()
                        .sealed()
                        .startAll(3)
                        .run("5s")
                        .then("keys n1 rotate")
                        .run("10s")
                        .build(),
                PeerFactory.STANDARD,
                List.of(latecomer));
        assertThat(refusals).hasSize(1);
    }

    @Test
    void two_operators_that_rotate_at_once_end_with_one_key() {
        for (long seed = 1; seed <= 3; seed++) {
            Rings rings = run(
                    seed,
                    Scenario.builder()
                            .sealed()
                            .bounded()
                            .startAll(12)
                            .run("5s")
                            .then("keys n3 rotate")
                            .then("keys n8 rotate")
                            .run("60s"));
            assertThat(rings.ids()).hasSize(1);
        }
    }
}
