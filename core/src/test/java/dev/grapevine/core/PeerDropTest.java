package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not used is counted. */
class PeerDropTest {

    private final PeerBench bench = new PeerBench();

    private static Map<DropReason, Long> dropped(PeerBench bench) {
        return bench.peer.stats().dropped();
    }

    @Test
    void at_first_nothing_was_dropped() {
        assertThat(dropped(bench))
                .containsOnly(
                        Map.entry(DropReason.LIMIT, 0L),
                        Map.entry(DropReason.UNEXPECTED, 0L),
                        Map.entry(DropReason.IMPLAUSIBLE, 0L),
                        Map.entry(DropReason.STOPPED, 0L));
    }

    static List<Message> answers() {
        return List.of(
                new Message.Ack(7, true, 0),
                new Message.Gone(7, 1, 1),
                new Message.RelayedAck(7),
                new Message.Nack(7),
                new Message.Examined(7, Message.Finding.LIVES),
                new Message.SyncDigests(7, new int[0], List.of()),
                new Message.SyncTooLarge(7),
                new Message.SyncDone(7));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_that_was_not_asked_for_is_unexpected(Message answer) {
        bench.know(3).pass(10);
        bench.hear(2, answer);
        assertThat(dropped(bench)).containsEntry(DropReason.UNEXPECTED, 1L);
    }

    static List<Message> streamMessages() {
        return List.of(
                new Message.StateRequest("m1", 1_000, 0),
                new Message.Hello(1, 1, "test", "m2", 1, Message.Purpose.JOIN),
                new Message.Refused(Message.Reason.KEY, ""),
                new Message.Busy(List.of()),
                new Message.Loose(),
                new Message.Leaving(),
                new Message.KeepAlive());
    }

    @ParameterizedTest
    @MethodSource("streamMessages")
    void a_message_that_belongs_on_a_stream_is_unexpected_in_a_datagram(Message message) {
        bench.know(3).hear(2, message);
        assertThat(dropped(bench)).containsEntry(DropReason.UNEXPECTED, 1L);
    }

    @Test
    void padding_is_not_dropped() {
        bench.know(3).hear(2, new Message.Padding(3));
        assertThat(dropped(bench)).containsEntry(DropReason.UNEXPECTED, 0L);
    }

    @Test
    void a_member_beyond_the_limit_is_counted_each_time() {
        PeerBench full = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.MEMBER_LIMIT, 2));
        full.know(3);
        full.hear(2, new Message.Alive(member(3)));
        assertThat(dropped(full)).containsEntry(DropReason.LIMIT, 2L);
    }

    @Test
    void each_datagram_for_a_stopped_peer_is_counted() {
        bench.peer.leave(bench.now());
        bench.hear(2, new Message.Alive(member(2)), new Message.Nack(7)).hear(address(3));
        assertThat(dropped(bench)).containsEntry(DropReason.STOPPED, 2L).containsEntry(DropReason.UNEXPECTED, 0L);
    }
}
