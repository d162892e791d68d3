package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.CodecWire;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Link;
import dev.grapevine.sim.world.World;
import dev.grapevine.sim.world.WorldOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, generations, tombstones, and two sides that meet. The schedules are listed in docs/failure-detection.md. */
class IdentityScheduleTest {

    /** With tombstones that expire within a test. */
    private static final Settings FORGETFUL =
            Settings.of(Profile.LAN).with(ProtocolSetting.TOMBSTONE_TIME, Duration.ofSeconds(40));

    private static Scenario.Builder settled(int members) {
        return Scenario.builder().settleAll(members).run("5s");
    }

    @Test
    void processes_started_in_the_same_millisecond_draw_different_generations() {
        WorldOptions exact = new WorldOptions(3_000_000_000L, 15_000_000_000L, 256, 2_000_000L, false);
        World world = new World(1, exact, Link.LAN, new CodecWire("sim", false));
        Set<Long> generations = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Host host = world.addHost("h" + i);
            assertThat(host.nextGeneration() >>> 16).isEqualTo(host.wallMillis());
            generations.add(host.nextGeneration());
        }
        assertThat(generations).hasSize(20);
    }

    @Test
    void tombstones_are_forgotten_by_all_and_do_not_circle() {
        KeptPeers peers = new KeptPeers();
        Scenario scenario = Scenario.builder()
                .settings(FORGETFUL)
                .settleAll(6)
                .run("5s")
                .then("crash n3")
                .run("10s")
                .then("start n7 seeds=n1")
                .run("90s")
                .build();
        Simulation.run(1, scenario, peers);
        for (String name : List.of("n1", "n2", "n4", "n5", "n6", "n7")) {
            assertThat(peers.get(name).questions().members())
                    .extracting(MemberRecord::name)
                    .doesNotContain("n3");
        }
    }

    @Test
    void a_sleeper_that_wakes_when_all_have_forgotten_resurrects_nobody() {
        Scenario scenario = Scenario.builder()
                .settings(FORGETFUL)
                .settleAll(6)
                .run("5s")
                .then("suspend n5 120s")
                .run("20s")
                .then("crash n3")
                .run("130s")
                .check("30s")
                .build();
        assertThat(Trace.of(1, scenario).all(PeerEvent.Joined.class))
                .filteredOn(entry -> entry.at() > 30_000_000_000L)
                .extracting(entry -> ((PeerEvent.Joined) entry.event()).member().name())
                .doesNotContain("n3");
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4, 2", "4, 3", "4, 4", "4, 5", "4, 6", "8, 7", "8, 8", "32, 9", "32, 10"})
    void when_two_sides_meet_nobody_is_declared_dead_and_each_heal_is_reported(int members, long seed) {
        StringBuilder left = new StringBuilder();
        StringBuilder right = new StringBuilder();
        for (int i = 1; i <= members; i++) {
            (i <= members / 2 ? left : right)
                    .append(i == 1 || i == members / 2 + 1 ? "" : ",")
                    .append("n")
                    .append(i);
        }
        Trace trace = Trace.of(
                seed,
                settled(members)
                        .then("partition " + left + " | " + right)
                        .run("40s")
                        .then("heal")
                        .check("30s")
                        .run("2s")
                        .build());
        assertThat(trace.all(PeerEvent.Failed.class))
                .filteredOn(entry -> entry.at() > 45_000_000_000L)
                .isEmpty();
        assertThat(trace.all(PeerEvent.Merged.class)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void members_that_remember_only_each_other_find_the_cluster_of_the_seeds(long seed) {
        Trace.of(
                seed,
                Scenario.builder()
                        .startAll(4)
                        .check("5s")
                        .then("partition n1,n2 | n3,n4")
                        .then("crash n3")
                        .then("crash n4")
                        .run("2s")
                        .then("restart n3")
                        .then("restart n4")
                        .run("30s")
                        .then("heal")
                        .check("60s")
                        .build());
    }

    @Test
    void a_partition_that_outlives_the_tombstones_heals_without_seeds() {
        Scenario.Builder scenario = Scenario.builder().settings(FORGETFUL);
        for (int i = 1; i <= 4; i++) {
            scenario.then(new ProcessOperation.Start("n" + i, "", List.of(), false, true));
        }
        Trace.of(
                1,
                scenario.run("5s")
                        .then("partition n1,n2 | n3,n4")
                        .run("120s")
                        .then("heal")
                        .check("60s")
                        .build());
    }
}
