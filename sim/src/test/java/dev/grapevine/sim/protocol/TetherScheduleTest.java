package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.Peer;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a closed tether and a refusal prove, and what they do not. The schedules are listed in docs/failure-detection.md. */
class TetherScheduleTest {

    private static final long SECOND = 1_000_000_000L;

    private static Scenario.Builder settled(int members) {
        return Scenario.builder().settleAll(members).run("5s");
    }

    private static List<PeerEvent.Failed> failures(long seed, Scenario.Builder scenario) {
        return Trace.of(seed, scenario.build()).failures();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tethers_that_are_reset_kill_nobody(long seed) {
        Scenario.Builder scenario = settled(8).bounded();
        for (int i = 1; i <= 8; i++) {
            scenario.then("reset-streams n" + i);
        }
        assertThat(failures(seed, scenario.run("10s").check("1s"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tethers_that_are_reset_with_packets_lost_for_a_second_and_a_half_kill_nobody(long seed) {
        assertThat(failures(
                        seed,
                        settled(8)
                                .bounded()
                                .then("reset-streams n3")
                                .then("cut n3 -> *")
                                .then("cut * -> n3")
                                .run("1500ms")
                                .then("heal")
                                .run("10s")
                                .check("1s")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_switch_that_resets_all_and_loses_all_for_three_seconds_kills_nobody(long seed) {
        Scenario.Builder scenario = settled(16).bounded();
        for (int i = 1; i <= 16; i++) {
            scenario.then("reset-streams n" + i);
        }
        assertThat(failures(
                        seed,
                        scenario.then("cut * -> *")
                                .run("3s")
                                .then("heal")
                                .run("10s")
                                .check("5s")))
                .isEmpty();
    }

    /** Of five members, each has a tether to every other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_firewall_that_rejects_on_the_paths_of_two_witnesses_kills_nobody(long seed) {
        assertThat(failures(
                        seed,
                        settled(5)
                                .bounded()
                                .then("reject n1 -> n3")
                                .then("reject n2 -> n3")
                                .then("reset-streams n3")
                                .run("30s")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_firewall_that_rejects_every_other_second_does_not_make_a_member_flap(long seed) {
        Scenario.Builder scenario = settled(5);
        for (int i = 0; i < 10; i++) {
            scenario.then("reject * -> n3")
                    .then("reset-streams n3")
                    .run("1s")
                    .then("heal")
                    .run("1s");
        }
        Trace trace = Trace.of(seed, scenario.run("10s").check("1s").build());
        assertThat(trace.all(PeerEvent.Failed.class).stream()
                        .filter(entry -> ((PeerEvent.Failed) entry.event())
                                .member()
                                .name()
                                .equals("n3"))
                        .toList())
                .as("once at each of the four others, while all of them were refused")
                .hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_path_that_never_worked_is_no_evidence(long seed) {
        assertThat(failures(
                        seed,
                        Scenario.builder()
                                .bounded()
                                .settleAll(5)
                                .then("reject n1 -> n3")
                                .then("reject n2 -> n3")
                                .run("10s")
                                .then("reset-streams n3")
                                .run("30s")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void witnesses_out_of_descriptors_accuse_nobody(long seed) {
        assertThat(failures(
                        seed,
                        settled(5)
                                .bounded()
                                .then("descriptors n1 none")
                                .then("descriptors n2 none")
                                .then("reset-streams n3")
                                .run("30s")))
                .isEmpty();
    }

    @Test
    void a_member_whose_own_interface_is_down_accuses_nobody() {
        Trace trace =
                Trace.of(3, settled(5).then("interface n2 down").run("20s").build());
        for (String other : List.of("n1", "n3", "n4", "n5")) {
            assertThat(trace.deathsOf(other)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_listener_that_closes_what_it_accepts_or_never_accepts_is_not_dead(boolean closes) {
        PeerFactory factory =
                (config, strategies, random, port, now) -> !config.name().equals("n3")
                        ? PeerFactory.STANDARD.create(config, strategies, random, port, now)
                        : new PeerProgram(new Peer(config, strategies, random, port, now)) {
                            @Override
                            public void channelAccepted(long channel, Address from, long then) {
                                if (closes) {
                                    port.close(channel);
                                }
                            }
                        };
        Scenario scenario = settled(5).bounded().run("20s").check("1s").build();
        assertThat(Trace.of(4, scenario, factory).failures()).isEmpty();
    }

    // ---- many at once, and one after another

    @ParameterizedTest
    @CsvSource({"3, 2, 1", "5, 3, 2", "16, 2, 3", "32, 3, 4", "128, 13, 5", "128, 13, 6"})
    void a_tenth_or_a_few_killed_at_once_are_known_to_all_within_a_second(int members, int killed, long seed) {
        assertThat(slowest(seed, members, killed)).isLessThan(1);
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "16, 2", "32, 3", "32, 4"})
    void half_killed_at_once_are_known_to_all_within_2_s_though_witnesses_died_with_their_subjects(
            int members, long seed) {
        assertThat(slowest(seed, members, members / 2)).isLessThan(2);
    }

    /** Some victims lose all but one of their witnesses. Then its window of 2 s decides, unless a second accuser is found before. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void the_last_of_64_of_128_killed_at_once_is_known_when_the_window_of_a_lone_accuser_ends(long seed) {
        assertThat(slowest(seed, 128, 64)).isLessThan(2.5);
    }

    /** Kills members at once, and returns the seconds until the last survivor knew of the last of them. */
    private static double slowest(long seed, int members, int killed) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= members; i++) {
            names.add("n" + i);
        }
        Collections.shuffle(names, new Random(seed));
        String[] victims = names.subList(0, killed).toArray(String[]::new);
        Scenario.Builder scenario = settled(members);
        for (String victim : victims) {
            scenario.then("crash " + victim);
        }
        Trace trace = Trace.of(seed, scenario.run("14s").build());
        long last = 0;
        for (String victim : victims) {
            Map<String, Long> deaths = trace.deathsOf(victim, victims);
            assertThat(deaths).as("members that know of " + victim).hasSize(members - killed);
            last = Math.max(last, Collections.max(deaths.values()));
        }
        return (last - 5 * SECOND) / 1e9;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void killed_one_after_another_down_to_the_last_each_is_known_within_a_second(int members) {
        Scenario.Builder scenario = settled(members);
        for (int i = members; i > 1; i--) {
            scenario.then("crash n" + i).run("5s");
        }
        Trace trace = Trace.of(9, scenario.build());
        for (int i = members; i > 1; i--) {
            long killedAt = 5 * SECOND * (1 + members - i);
            Map<String, Long> deaths = trace.deathsOf("n" + i);
            assertThat(deaths).as("of n" + i).hasSize(i - 1);
            assertThat(Collections.max(deaths.values()) - killedAt).isLessThan(SECOND);
        }
    }

    /** Its witnesses meet it at once, not only after the view was quiet for a while. */
    @ParameterizedTest
    @CsvSource({"5, 1", "5, 2", "5, 3", "5, 4", "16, 5", "16, 6", "128, 7", "128, 8"})
    void a_member_killed_half_a_second_after_it_joined_is_known_as_soon_as_any_other(int members, long seed) {
        Trace trace = Trace.of(
                seed,
                settled(members)
                        .then("start n999 seeds=n1")
                        .run("500ms")
                        .then("crash n999")
                        .run("1s")
                        .build());
        Map<String, Long> deaths = trace.deathsOf("n999");
        assertThat(deaths).hasSize(members);
        assertThat(Collections.max(deaths.values())).isLessThan(5_750_000_000L);
    }

    // ---- zones and addresses

    @Test
    void when_all_are_in_one_zone_two_accusers_count_as_two() {
        Scenario.Builder scenario = Scenario.builder();
        for (int i = 1; i <= 6; i++) {
            scenario.then(new ProcessOperation.Start("n" + i, "east", List.of("n1"), false, true));
        }
        Trace trace = Trace.of(1, scenario.run("5s").then("crash n3").run("1s").build());
        assertThat(trace.failures())
                .hasSize(5)
                .allSatisfy(failed -> assertThat(failed.evidence()).isEqualTo(Evidence.REFUSED));
    }

    @Test
    void a_probe_that_lands_at_another_member_ends_nobody() {
        Trace trace =
                Trace.of(1, settled(6).then("take-address n5 n3").run("5s").build());
        assertThat(trace.failures()).isEmpty();
        assertThat(trace.all(PeerEvent.Suspected.class))
                .as("it answers nobody at that address")
                .isNotEmpty()
                .allSatisfy(entry -> {
                    PeerEvent.Suspected suspected = (PeerEvent.Suspected) entry.event();
                    assertThat(suspected.member().status()).isEqualTo(Status.SUSPECT);
                    assertThat(suspected.evidence()).isEqualTo(Evidence.SILENT);
                });
    }
}
