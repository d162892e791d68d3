package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From suspicion to verdict, in a cluster of eight that is silent but for what the test says: this member accuses nobody itself. */
class PeerSuspicionTest {

    private static final Settings NO_CONFIRMERS =
            Settings.of(Profile.LAN).with(ProtocolSetting.CONFIRMERS, 0).with(ProtocolSetting.PROOF, 0);

    private final PeerBench bench =
            new PeerBench(NO_CONFIRMERS.with(ProtocolSetting.PROBE_PERIOD, Duration.ofSeconds(60)));

    @BeforeEach
    void know_eight() {
        bench.know(8).pass(5_000).forget();
    }

    private Status status() {
        return bench.member(3).status();
    }

    private static Message.Verdict accused(long ageMillis, String... by) {
        return new Message.Verdict("m3", 1, 0, Status.SUSPECT, Evidence.SILENT, List.of(by), ageMillis);
    }

    @Test
    void without_confirmation_others_than_the_accuser_declare_after_the_longest_window_and_a_second() {
        bench.hear(2, accused(0, "m2"));
        bench.pass(11_199);
        assertThat(bench.accusationsOf(3)).isZero();
        bench.pass(1);
        assertThat(bench.accusationsOf(3)).as("the last call").isEqualTo(1);
        bench.pass(999);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
        assertThat(bench.port.events(PeerEvent.Failed.class))
                .containsExactly(new PeerEvent.Failed(
                        member(3).withStatus(Status.DEAD), Evidence.SILENT, List.of("m2"), 12_200 * 1_000_000L));
    }

    @Test
    void with_two_confirmations_after_the_shortest() {
        bench.hear(2, accused(0, "m2")).hear(4, accused(0, "m4")).hear(5, accused(0, "m5"));
        bench.pass(6_599);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void the_same_accuser_twice_is_no_confirmation() {
        bench.hear(2, accused(0, "m2")).hear(4, accused(0, "m2")).hear(5, accused(0, "m2"));
        bench.pass(12_199);
        assertThat(status()).isEqualTo(Status.SUSPECT);
    }

    @Test
    void the_window_counts_from_the_first_unanswered_probe() {
        bench.hear(2, accused(4_000, "m2", "m4", "m5"));
        bench.pass(2_599);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void however_old_a_suspicion_is_the_suspect_is_told_and_given_a_second() {
        bench.hear(2, accused(600_000, "m2", "m4", "m5"));
        assertThat(bench.accusationsOf(3)).isZero();
        bench.pass(0);
        assertThat(bench.accusationsOf(3)).isEqualTo(1);
        bench.pass(999);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void where_a_late_confirmation_ends_the_window_the_suspect_is_given_a_second_too() {
        bench.hear(2, accused(0, "m2"));
        bench.pass(8_000);
        bench.hear(4, accused(8_000, "m4")).hear(5, accused(8_000, "m5"));
        bench.pass(0);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        assertThat(bench.accusationsOf(3)).isEqualTo(1);
        bench.pass(999);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void when_a_sleeper_wakes_it_hears_the_refutation_behind_old_confirmations_before_any_verdict() {
        bench.hear(2, accused(0, "m1")).sleep(20_000);
        bench.hear(4, accused(1_000, "m4")).hear(5, accused(2_000, "m5"));
        bench.hear(3, new Message.Alive(member(3).withIncarnation(1)));
        bench.pass(60_000);
        assertThat(bench.port.events(PeerEvent.Failed.class)).isEmpty();
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void a_refutation_ends_it_and_stale_timers_do_nothing() {
        bench.hear(2, accused(0, "m2", "m4", "m5"));
        bench.pass(3_000).hear(3, new Message.Alive(member(3).withIncarnation(1)));
        assertThat(bench.port.events(PeerEvent.Recovered.class))
                .containsExactly(new PeerEvent.Recovered(member(3).withIncarnation(1), false));
        bench.pass(20_000);
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void a_new_suspicion_has_a_window_of_its_own_half_as_long_again_at_most() {
        bench.hear(2, accused(0, "m2", "m4", "m5"));
        bench.pass(5_000).hear(3, new Message.Alive(member(3).withIncarnation(1)));
        bench.hear(2, new Message.Verdict("m3", 1, 1, Status.SUSPECT, Evidence.SILENT, List.of("m2", "m4", "m5"), 0));
        bench.pass(6_600);
        assertThat(status()).as("a third longer after one return").isEqualTo(Status.SUSPECT);
        bench.pass(1_900);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void a_closed_tether_has_two_seconds() {
        bench.hear(2, new Message.Verdict("m3", 1, 0, Status.SUSPECT, Evidence.CLOSED, List.of("m2"), 0));
        bench.pass(2_999);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void an_accuser_tells_the_suspect_at_once_and_again_after_half_a_second_1_5_3_and_4_5() {
        PeerBench two = new PeerBench().know(2).forget();
        while (two.member(2).status() == Status.ALIVE) {
            two.pass(1);
        }
        long[] moments = {0, 500, 1_500, 3_000, 4_500};
        long at = 0;
        for (int i = 0; i < moments.length; i++) {
            two.pass(Math.max(0, moments[i] - 1 - at));
            assertThat(two.accusationsOf(2)).isLessThanOrEqualTo(Math.max(1, i));
            two.pass(moments[i] == 0 ? 0 : 1);
            at = moments[i];
            assertThat(two.accusationsOf(2)).isEqualTo(i + 1);
        }
        assertThat(two.member(2).status()).isEqualTo(Status.SUSPECT);
    }

    /** To others than the suspect, by the rumors of a moment; probes carry news of their own accord. */
    private static long tellings(PeerBench eight, String suspect) {
        return eight.port.sent.stream()
                .filter(sent -> !sent.carries(Message.Ping.class)
                        && !sent.to().equals(address(Integer.parseInt(suspect.substring(1)))))
                .flatMap(sent -> sent.messages().stream())
                .filter(message -> message instanceof Message.Verdict verdict
                        && verdict.name().equals(suspect)
                        && verdict.status() == Status.SUSPECT)
                .count();
    }

    @Test
    void the_only_accuser_tells_all_again_until_another_joins_it() {
        PeerBench eight = new PeerBench(NO_CONFIRMERS).know(8).forget();
        while (eight.port.events(PeerEvent.Suspected.class).isEmpty()) {
            eight.pass(1);
        }
        String suspect =
                eight.port.events(PeerEvent.Suspected.class).get(0).member().name();
        eight.pass(499).forget();
        eight.pass(1);
        assertThat(tellings(eight, suspect)).as("after half a second, alone").isPositive();

        String other = suspect.equals("m2") ? "m3" : "m2";
        eight.hear(
                Integer.parseInt(other.substring(1)),
                new Message.Verdict(suspect, 1, 0, Status.SUSPECT, Evidence.SILENT, List.of(other), 1_000));
        eight.pass(999).forget();
        eight.pass(1);
        assertThat(eight.accusationsOf(Integer.parseInt(suspect.substring(1)))).isEqualTo(1);
        assertThat(tellings(eight, suspect)).as("after 1.5 s, not alone").isZero();
    }

    @Test
    void an_accuser_declares_at_the_end_of_the_window_of_two() {
        PeerBench two = new PeerBench().know(2).forget();
        long firstProbe = -1;
        while (two.member(2).status() != Status.DEAD && two.millis() < 60_000) {
            two.pass(1);
            if (firstProbe < 0 && !two.port.sent(Message.Ping.class).isEmpty()) {
                firstProbe = two.millis();
            }
        }
        assertThat(two.millis() - firstProbe).isBetween(5_599L, 5_601L);
    }

    @Test
    void when_this_process_stalled_the_suspect_is_given_a_probe_period_more() {
        PeerBench stalling = new PeerBench(NO_CONFIRMERS.with(ProtocolSetting.PROBE_PERIOD, Duration.ofSeconds(10)));
        stalling.know(8).pass(1_000).forget();
        stalling.hear(2, accused(0, "m2", "m4", "m5"));
        stalling.pass(1_000).stall(4_000);
        stalling.pass(10_500);
        assertThat(stalling.member(3).status())
                .as("5.6 s and 10 s more have not passed")
                .isEqualTo(Status.SUSPECT);
        stalling.pass(1_300);
        assertThat(stalling.member(3).status()).isEqualTo(Status.DEAD);
    }

    @Test
    void who_has_no_answer_from_anybody_comes_to_no_verdict_by_silence_for_two_longest_windows() {
        PeerBench alone = new PeerBench(NO_CONFIRMERS
                .with(ProtocolSetting.PROOF, 1)
                .with(ProtocolSetting.PROBE_PERIOD, Duration.ofSeconds(60)));
        alone.know(8).pass(5_000).forget();
        alone.hear(2, accused(0, "m2", "m4", "m5"));
        alone.pass(22_300);
        assertThat(alone.member(3).status()).isEqualTo(Status.SUSPECT);
        alone.pass(1_200);
        assertThat(alone.member(3).status()).isEqualTo(Status.DEAD);
    }

    @Test
    void more_suspects_than_the_brake_allows_wait_for_5_6_s_more() {
        for (int i = 3; i <= 6; i++) {
            bench.hear(2, verdict(i, Status.SUSPECT, Evidence.SILENT, "m2", "m7", "m8"));
        }
        bench.pass(6_600);
        assertThat(bench.peer.stats().suspect()).isEqualTo(4);
        assertThat(bench.port.events(PeerEvent.Partitioned.class)).containsExactly(new PeerEvent.Partitioned(4, 4));

        bench.pass(5_400);
        assertThat(bench.peer.stats().suspect()).isEqualTo(4);
        bench.pass(1_200);
        assertThat(bench.peer.stats().dead()).isEqualTo(4);
        assertThat(bench.port.events(PeerEvent.Partitioned.class)).hasSize(1);
    }

    @Test
    void refusals_pass_the_brake() {
        for (int i = 3; i <= 7; i++) {
            bench.hear(2, verdict(i, Status.DEAD, Evidence.REFUSED, "m2", "m8"));
        }
        assertThat(bench.peer.stats().dead()).isEqualTo(5);
        assertThat(bench.port.events(PeerEvent.Partitioned.class)).isEmpty();
    }

    @Test
    void a_suspicion_is_passed_on_but_not_to_where_it_came_from() {
        bench.hear(2, accused(0, "m2"));
        assertThat(bench.port.sent(Message.Verdict.class)).isNotEmpty();
        assertThat(bench.port.to(address(2))).isEmpty();
    }

    @Test
    void a_witness_of_a_silent_suspect_probes_it_at_once_unless_nobody_is_to_confirm() {
        PeerBench witness = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.CONFIRMERS, 8));
        witness.know(8).pass(10_000).forget(); // all have been met
        witness.hear(2, accused(0, "m2"));
        assertThat(witness.port.sent(Message.Ping.class)).isNotEmpty();

        bench.hear(2, accused(0, "m2"));
        assertThat(bench.port.to(address(3)))
                .noneMatch(datagram -> datagram.stream().anyMatch(Message.Ping.class::isInstance));
    }
}
