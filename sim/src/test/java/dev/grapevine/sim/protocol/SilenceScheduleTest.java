package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.PeerStrategies;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.scenario.Scenario;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What silence proves, and what it does not. The schedules are listed in docs/failure-detection.md. */
class SilenceScheduleTest {

    private static final long SECOND = 1_000_000_000L;

    private static Scenario.Builder settled(int members) {
        return Scenario.builder().settleAll(members).run("5s");
    }

    /** The seconds from the fifth second of the run until the last survivor knew of a death. */
    private static double lastOf(Map<String, Long> deaths) {
        return (Collections.max(deaths.values()) - 5 * SECOND) / 1e9;
    }

    @Test
    void a_kernel_that_completes_handshakes_for_a_stopped_process_does_not_hide_it() {
        Map<String, Long> deaths =
                Trace.of(1, settled(5).then("hang n3").run("10s").build()).deathsOf("n3");
        assertThat(deaths).containsOnlyKeys("n1", "n2", "n4", "n5");
        assertThat(lastOf(deaths)).isLessThan(8);
    }

    /** From its tenth second on, it sends back what it receives, and does nothing else. */
    private static final class Mirror extends PeerProgram {
        private final Port port;
        private long began;
        private boolean mirrors;

        Mirror(PeerConfig config, PeerStrategies strategies, RandomGenerator random, Port port, long now) {
            super(new Peer(config, strategies, random, port, now));
            this.port = port;
            this.began = now;
        }

        @Override
        public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {
            mirrors |= now - began > 10 * SECOND;
            if (mirrors) {
                port.send(from, messages);
            } else {
                super.receive(messages, from, sealer, now);
            }
        }

        @Override
        public void channelReceived(long channel, List<Message> messages, long now) {
            if (mirrors) {
                port.write(channel, messages);
            } else {
                super.channelReceived(channel, messages, now);
            }
        }

        @Override
        public void tick(long now, long wallMillis) {
            if (mirrors) {
                began = now;
            } else {
                super.tick(now, wallMillis);
            }
        }

        @Override
        public long nextDeadline() {
            return mirrors ? began + 1_000 * SECOND : super.nextDeadline();
        }
    }

    @Test
    void an_echo_of_a_probe_is_no_sign_of_life() {
        PeerFactory factory =
                (config, strategies, random, port, now) -> config.name().equals("n3")
                        ? new Mirror(config, strategies, random, port, now)
                        : PeerFactory.STANDARD.create(config, strategies, random, port, now);
        Map<String, Long> deaths =
                Trace.of(2, settled(5).run("20s").build(), factory).deathsOf("n3");
        assertThat(deaths).containsOnlyKeys("n1", "n2", "n4", "n5");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void in_the_smallest_clusters_the_lack_of_confirmers_does_not_lengthen_the_window(int members) {
        Map<String, Long> deaths =
                Trace.of(3, settled(members).then("hang n2").run("10s").build()).deathsOf("n2");
        assertThat(deaths).hasSize(members - 1);
        assertThat(lastOf(deaths)).isLessThan(8);
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "16, 2", "16, 3", "48, 4", "48, 5"})
    void a_hang_is_known_to_all_within_8_s_since_a_neighbour_probes_every_other_period(int members, long seed) {
        Map<String, Long> deaths = Trace.of(
                        seed, settled(members).then("hang n7").run("10s").build())
                .deathsOf("n7");
        assertThat(deaths).hasSize(members - 1);
        assertThat(lastOf(deaths)).isBetween(5.6, 8.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_pause_of_5_s_kills_nobody_however_old_the_last_answer_was(long seed) {
        Scenario.Builder scenario = settled(16).bounded();
        for (int i = 1; i <= 6; i++) {
            scenario.then("pause n" + i + " 5s").run("1700ms");
        }
        assertThat(Trace.of(seed, scenario.run("15s").build()).failures()).isEmpty();
    }

    @Test
    void a_suspect_whose_only_accuser_dies_is_still_declared_dead() {
        Trace alone = Trace.of(5, settled(6).then("hang n3").run("8s").build());
        Trace.Observed first = alone.all(PeerEvent.Suspected.class).get(0);
        String accuser = ((PeerEvent.Suspected) first.event()).accusers().get(0);
        long after = first.at() - 5 * SECOND + 20_000_000;
        Map<String, Long> deaths = Trace.of(
                        5,
                        settled(6)
                                .then("hang n3")
                                .run(DurationFormat.format(after))
                                .then("host-loss " + accuser)
                                .run("25s")
                                .build())
                .deathsOf("n3", "n3", accuser);
        assertThat(deaths).hasSize(4);
        assertThat(lastOf(deaths)).isLessThan(15);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_member_paused_during_a_suspicion_reads_the_refutation_before_its_timer_fires(long seed) {
        Scenario scenario = settled(5)
                .bounded()
                .then("pause n3 4500ms")
                .run("4s")
                .then("pause n2 5s")
                .run("15s")
                .check("1s")
                .build();
        assertThat(Trace.of(seed, scenario).failures()).isEmpty();
    }

    @Test
    void a_member_that_hears_nothing_accuses_nobody() {
        Trace trace = Trace.of(6, settled(8).then("cut * -> n3").run("20s").build());
        assertThat(trace.deathsOf("n3")).as("it cannot answer").hasSize(7);
        for (String other : List.of("n1", "n2", "n4", "n5", "n6", "n7", "n8")) {
            assertThat(trace.deathsOf(other)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut n3 -> *", "loss n3 -> * 80%"})
    void a_member_whose_packets_are_lost_accuses_nobody(String fault) {
        Trace trace = Trace.of(
                7, settled(16).then(fault).run("20s").then("heal").check("20s").build());
        for (int i = 1; i <= 16; i++) {
            if (i != 3) {
                assertThat(trace.deathsOf("n" + i)).as("n" + i).isEmpty();
            }
        }
    }

    @Test
    void an_isolated_member_finds_out_in_the_end() {
        Trace trace = Trace.of(
                8, settled(5).then("cut * -> n3").then("cut n3 -> *").run("60s").build());
        for (String other : List.of("n1", "n2", "n4", "n5")) {
            assertThat(trace.deathsOf(other)).containsOnlyKeys("n3");
        }
        assertThat(trace.all(PeerEvent.Partitioned.class))
                .extracting(Trace.Observed::observer)
                .contains("n3");
    }
}
