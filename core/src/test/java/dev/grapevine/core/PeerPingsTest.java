package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.pingFor;
import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a peer answers pings, and pings on behalf of others. */
class PeerPingsTest {

    private final PeerBench bench =
            new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.WITNESS_QUIET, Duration.ofSeconds(60)));

    @Test
    void it_acks_a_ping_for_itself_with_the_number_and_its_view_hash() {
        long hash = bench.peer.stats().viewHash();
        bench.hear(9, pingFor("m1", 1_000, 77, 5)).hear(9, pingFor("m1", 1_000, 78, hash));

        assertThat(bench.port.to(address(9)))
                .containsExactly(List.of(new Message.Ack(77, false, hash)), List.of(new Message.Ack(78, true, 0)));
    }

    @Test
    void asked_for_another_generation_or_name_it_says_which_process_it_is() {
        bench.hear(9, pingFor("m1", 999, 77, 5)).hear(9, pingFor("m2", 1_000, 78, 5));

        assertThat(bench.port.to(address(9)))
                .containsExactly(
                        List.of(new Message.Gone(77, IdentityHash.name("m1"), 1_000)),
                        List.of(new Message.Gone(78, IdentityHash.name("m1"), 1_000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 200, 600, 1_100})
    void to_strangers_an_answer_is_never_longer_than_the_question(int padding) {
        bench.know(30).pass(3_000).forget();
        bench.hear(31, new Message.Alive(member(31)));
        bench.forget();
        List<Message> question = List.of(pingFor("m1", 1_000, 77, 5), new Message.Padding(padding));
        bench.peer.receive(question, address(99), bench.now());

        List<List<Message>> answers = bench.port.to(address(99));
        assertThat(answers).hasSize(1);
        assertThat(Codec.size(answers.get(0))).isLessThanOrEqualTo(Codec.size(question));
    }

    @Test
    void a_helper_passes_the_ack_on_once() {
        bench.know(3).forget();
        bench.hear(2, new Message.PingRequest(7, IdentityHash.generation("m3", 1), address(3), 400));
        Message.Ping ping = firstPing(3);
        assertThat(ping.check()).isEqualTo(IdentityHash.generation("m3", 1));

        bench.forget().hear(3, new Message.Ack(ping.number(), true, 0));
        bench.hear(3, new Message.Ack(ping.number(), true, 0)).pass(500);
        assertThat(bench.port.sent(Message.RelayedAck.class)).containsExactly(new Message.RelayedAck(7));
        assertThat(bench.port.sent(Message.Nack.class)).isEmpty();
    }

    @Test
    void a_helper_without_an_answer_sends_a_nack_when_the_given_time_ends() {
        bench.know(3).forget();
        bench.hear(2, new Message.PingRequest(7, IdentityHash.generation("m3", 1), address(3), 400));
        Message.Ping ping = firstPing(3);
        bench.pass(399);
        assertThat(bench.port.sent(Message.Nack.class)).isEmpty();
        bench.pass(1);
        assertThat(bench.port.sent(Message.Nack.class)).containsExactly(new Message.Nack(7));

        bench.hear(3, new Message.Ack(ping.number(), true, 0));
        assertThat(bench.port.sent(Message.RelayedAck.class)).isEmpty();
    }

    @Test
    void a_helper_passes_on_no_ack_from_an_address_that_was_not_asked() {
        bench.know(4).forget();
        bench.hear(2, new Message.PingRequest(7, IdentityHash.generation("m3", 1), address(3), 400));
        bench.hear(4, new Message.Ack(firstPing(3).number(), true, 0));
        assertThat(bench.port.sent(Message.RelayedAck.class)).isEmpty();
    }

    @Test
    void a_member_held_dead_that_pings_is_told_so_once_it_has_shown_to_be_there() {
        bench.know(3);
        bench.hear(3, verdict(2, Status.DEAD, Evidence.SILENT, "m3"));
        bench.forget();
        bench.hear(2, pingFor("m1", 1_000, 5, 0));
        assertThat(bench.accusationsOf(2)).isZero();

        bench.hear(2, new Message.Ack(firstPing(2).number(), true, 0));
        assertThat(bench.accusationsOf(2)).isEqualTo(1);
        assertThat(bench.port.to(address(2)))
                .contains(RecordMessages.accusation(
                        new Message.Verdict("m2", 1, 0, Status.DEAD, Evidence.SILENT, List.of("m3"), 0)));
    }

    private Message.Ping firstPing(int of) {
        return bench.port.to(address(of)).stream()
                .flatMap(List::stream)
                .filter(Message.Ping.class::isInstance)
                .map(Message.Ping.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
