package dev.grapevine.core;

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
import dev.grapevine.model.Why;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Member 2 is probed, and answers by stream. */
class PeerDegradedTest {

    /** Tethers, which cause probes of their own, come later than any of this. */
    private final PeerBench bench =
            new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.WITNESS_QUIET, Duration.ofSeconds(60)));

    PeerDegradedTest() {
        bench.know(2).forget();
    }

    private Message.Ping probe() {
        for (int i = 0; i < 1_200; i++) {
            List<Message.Ping> pings = bench.port.sent(Message.Ping.class);
            if (!pings.isEmpty()) {
                bench.forget();
                return pings.get(0);
            }
            bench.pass(1);
        }
        throw new AssertionError("no probe");
    }

    /** The ping is answered by stream only; the probe ends with its period. */
    private void answerByStream() {
        Message.Ping ping = probe();
        bench.pass(500);
        bench.write(bench.channelTo(2, Message.Purpose.PROBE), new Message.Ack(ping.number(), true, 0));
        bench.pass(500);
    }

    @Test
    void a_member_that_answers_three_probes_in_a_row_by_stream_only_is_alive_but_degraded() {
        answerByStream();
        answerByStream();
        assertThat(bench.peer.questions().degraded("m2")).isFalse();
        answerByStream();

        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        assertThat(bench.peer.questions().degraded("m2")).isTrue();
        assertThat(bench.port.events).containsExactly(new PeerEvent.Degraded(member(2)));
        assertThat(bench.peer.questions().why("m2", bench.now()).orElseThrow().findings())
                .extracting(Why.Finding::text)
                .containsExactly("m1 gets answers from m2 by TCP only, in 3 probes in a row: UDP blocked?");
    }

    @Test
    void the_second_probe_follows_the_first_at_once() {
        answerByStream();
        assertThat(bench.port.sent(Message.Ping.class)).hasSize(1);
    }

    @Test
    void an_answer_by_datagram_in_between_restarts_the_count() {
        answerByStream();
        answerByStream();
        bench.hear(2, new Message.Ack(probe().number(), true, 0)).pass(1_000);
        answerByStream();
        answerByStream();

        assertThat(bench.peer.questions().degraded("m2")).isFalse();
    }

    @Test
    void a_late_answer_by_datagram_restarts_the_count() {
        Message.Ping ping = probe();
        bench.pass(600);
        bench.write(bench.channelTo(2, Message.Purpose.PROBE), new Message.Ack(ping.number(), true, 0));
        bench.hear(2, new Message.Ack(ping.number(), true, 0)).pass(300);
        answerByStream();
        answerByStream();

        assertThat(bench.peer.questions().degraded("m2")).isFalse();
        assertThat(bench.peer.stats().probesAcked()).isEqualTo(3);
    }

    @Test
    void a_degraded_member_is_restored_by_one_answer_by_datagram() {
        answerByStream();
        answerByStream();
        answerByStream();
        bench.forget();
        bench.hear(2, new Message.Ack(probe().number(), true, 0));

        assertThat(bench.peer.questions().degraded("m2")).isFalse();
        assertThat(bench.port.events).containsExactly(new PeerEvent.Restored(member(2)));
    }

    @Test
    void a_degraded_member_that_dies_is_no_longer_degraded() {
        answerByStream();
        answerByStream();
        answerByStream();
        bench.hear(3, PeerBench.verdict(2, Status.DEAD, Evidence.REFUSED, "m3"));

        assertThat(bench.peer.questions().degraded("m2")).isFalse();
    }

    @Test
    void a_view_hash_that_differs_is_noticed_by_stream_too_and_synced_by_stream() {
        answerByStream();
        answerByStream();
        answerByStream();
        bench.pass(500).forget();
        Message.Ping ping = probe();
        bench.pass(500);
        bench.write(bench.channelTo(2, Message.Purpose.PROBE), new Message.Ack(ping.number(), false, 99));

        assertThat(bench.channelTo(2, Message.Purpose.SYNC)).isPositive();
        assertThat(bench.port.to(address(2)))
                .noneMatch(messages -> messages.stream().anyMatch(Message.SyncBuckets.class::isInstance));
    }
}
