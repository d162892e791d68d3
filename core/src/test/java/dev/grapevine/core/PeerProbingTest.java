package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.RecordingPort.Datagram;
import dev.grapevine.core.membership.RecordMessages;
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

/** One peer probes; the test plays the others. */
class PeerProbingTest {

    /** Tethers, which cause probes of their own, come later than any of this. */
    private final PeerBench bench =
            new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.WITNESS_QUIET, Duration.ofSeconds(60)));

    private Message.Ping firstPing(int of) {
        return bench.port.to(address(of)).stream()
                .flatMap(List::stream)
                .filter(Message.Ping.class::isInstance)
                .map(Message.Ping.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Lets time go by until the probe of the only other member. */
    private Message.Ping probeOfMemberTwo() {
        for (int i = 0; i < 1_200; i++) {
            bench.pass(1);
            if (bench.port.sent.stream()
                    .anyMatch(datagram -> datagram.to().equals(address(2)) && datagram.carries(Message.Ping.class))) {
                return firstPing(2);
            }
        }
        throw new AssertionError("no probe");
    }

    @Test
    void a_probe_names_the_generation_that_it_looks_for() {
        bench.know(2).forget();
        assertThat(probeOfMemberTwo().check()).isEqualTo(IdentityHash.generation("m2", 1));
    }

    @Test
    void an_ack_with_its_number_from_its_address_ends_a_probe() {
        bench.know(2).forget();
        Message.Ping ping = probeOfMemberTwo();
        bench.hear(2, new Message.Ack(ping.number(), false, 5)).pass(1_200);

        assertThat(bench.peer.stats().probesAcked()).isEqualTo(1);
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void an_ack_with_another_number_or_from_another_address_does_not() {
        bench.know(2).forget();
        Message.Ping ping = probeOfMemberTwo();
        bench.hear(2, new Message.Ack(ping.number() + 1 & 0xffff, true, 0));
        bench.hear(9, new Message.Ack(ping.number(), true, 0)).pass(1_000);

        assertThat(bench.peer.stats().probesAcked()).isZero();
        assertThat(bench.member(2).status()).isEqualTo(Status.SUSPECT);
    }

    @Test
    void without_an_ack_helpers_and_a_stream_are_tried_side_by_side() {
        bench.know(5).forget();
        bench.pass(2_000);
        Datagram probe = bench.port.sent.stream()
                .filter(datagram -> datagram.carries(Message.Ping.class))
                .findFirst()
                .orElseThrow();
        Message.Ping ping = (Message.Ping) probe.messages().get(0);
        List<Message.PingRequest> requests = bench.port.sent(Message.PingRequest.class).stream()
                .filter(request -> request.number() == ping.number())
                .toList();

        assertThat(requests).hasSize(3).allSatisfy(request -> {
            assertThat(request.check()).isEqualTo(ping.check());
            assertThat(request.target()).isEqualTo(probe.to());
            assertThat(request.timeoutMillis()).isEqualTo(300);
        });
        assertThat(bench.port.channels.values()).anySatisfy(channel -> {
            assertThat(channel.to).isEqualTo(probe.to());
            assertThat(channel.written).hasSize(2);
            assertThat(channel.written.get(0)).isInstanceOf(Message.Hello.class);
            assertThat(((Message.Ping) channel.written.get(1)).check()).isEqualTo(ping.check());
        });
    }

    @Test
    void while_nobody_answers_nobody_is_accused_for_a_whole_window() {
        bench.know(5).pass(11_200);

        assertThat(bench.peer.stats().alive()).isEqualTo(5);
        assertThat(bench.port.events(PeerEvent.Suspected.class)).isEmpty();

        bench.pass(3_000);
        assertThat(bench.port.events(PeerEvent.Suspected.class)).isNotEmpty();
    }

    @Test
    void a_member_that_does_not_answer_by_the_end_of_the_period_is_accused_and_told_in_a_packet_of_its_own() {
        bench.know(2).forget();
        probeOfMemberTwo();
        bench.pass(999);
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        bench.pass(1);

        assertThat(bench.member(2).status()).isEqualTo(Status.SUSPECT);
        assertThat(bench.port.events(PeerEvent.Suspected.class))
                .containsExactly(
                        new PeerEvent.Suspected(member(2).withStatus(Status.SUSPECT), Evidence.SILENT, List.of("m1")));
        assertThat(bench.port.to(address(2)))
                .contains(RecordMessages.accusation(
                        new Message.Verdict("m2", 1, 0, Status.SUSPECT, Evidence.SILENT, List.of("m1"), 1_000)));
    }

    @Test
    void an_ack_passed_on_by_a_helper_shows_that_the_target_lives() {
        bench.know(3).forget();
        Datagram request = firstRequest();
        bench.hear(request.to(), new Message.RelayedAck(numberOf(request))).pass(700);

        assertThat(bench.peer.stats().probesAcked()).isEqualTo(1);
        assertThat(bench.peer.stats().suspect()).isZero();
    }

    @Test
    void an_ack_passed_on_by_a_member_that_was_not_asked_is_dropped() {
        bench.know(3).forget();
        Datagram request = firstRequest();
        bench.hear(9, new Message.RelayedAck(numberOf(request)))
                .hear(request.to(), new Message.RelayedAck(numberOf(request) + 1 & 0xffff))
                .pass(1);

        assertThat(bench.peer.stats().probesAcked()).isZero();
    }

    @Test
    void helpers_that_say_nothing_at_all_lower_this_member_s_own_health() {
        bench.know(5).forget();
        requests();
        bench.pass(700);
        assertThat(bench.peer.stats().healthScore()).isEqualTo(3);
    }

    @Test
    void nacks_do_not_lower_this_member_s_own_health() {
        bench.know(5).forget();
        for (Datagram request : requests()) {
            bench.hear(request.to(), new Message.Nack(numberOf(request)));
        }
        bench.pass(700);
        assertThat(bench.peer.stats().healthScore()).isZero();
        assertThat(bench.peer.stats().suspect()).isEqualTo(1);
    }

    @Test
    void each_helper_s_nack_counts_once() {
        bench.know(5).forget();
        Datagram request = firstRequest();
        for (int i = 0; i < 3; i++) {
            bench.hear(request.to(), new Message.Nack(numberOf(request)));
        }
        bench.pass(700);
        assertThat(bench.peer.stats().healthScore())
                .as("two helpers said nothing")
                .isEqualTo(2);
    }

    @Test
    void a_nack_from_a_member_that_was_not_asked_does_not_count() {
        bench.know(5).forget();
        Datagram request = firstRequest();
        for (int i = 6; i <= 8; i++) {
            bench.hear(i, new Message.Nack(numberOf(request)));
        }
        bench.pass(700);
        assertThat(bench.peer.stats().healthScore())
                .as("three helpers said nothing")
                .isEqualTo(3);
        assertThat(bench.peer.stats().suspect())
                .as("nobody showed that this member is heard")
                .isZero();
    }

    private Datagram firstRequest() {
        return requests().get(0);
    }

    /** Lets time go by until helpers are asked; what they were sent. */
    private List<Datagram> requests() {
        for (int i = 0; i < 2_000; i++) {
            bench.pass(1);
            List<Datagram> requests = bench.port.sent.stream()
                    .filter(datagram -> datagram.carries(Message.PingRequest.class))
                    .toList();
            if (!requests.isEmpty()) {
                return requests;
            }
        }
        throw new AssertionError("no helper was asked");
    }

    private static int numberOf(Datagram request) {
        return ((Message.PingRequest) request.messages().get(0)).number();
    }

    private Message.Ping nextProbe() {
        bench.forget();
        return probeOfMemberTwo();
    }

    @Test
    void an_open_connection_is_no_answer() {
        bench.know(2).forget();
        probeOfMemberTwo();
        bench.pass(600);
        long channel = bench.channelTo(2, Message.Purpose.PROBE);
        bench.peer.channelOpened(channel, bench.now());
        bench.write(channel, new Message.Hello(1, 1, "test", "m2", 1, Message.Purpose.PROBE));
        bench.pass(400);

        assertThat(bench.member(2).status()).isEqualTo(Status.SUSPECT);
    }

    @Test
    void an_answer_of_another_generation_ends_the_one_that_was_looked_for() {
        bench.know(2).forget();
        Message.Ping ping = probeOfMemberTwo();
        bench.hear(2, new Message.Gone(ping.number(), IdentityHash.name("m2"), 2));

        assertThat(bench.member(2).status()).isEqualTo(Status.DEAD);
        assertThat(bench.port.events(PeerEvent.Failed.class))
                .extracting(PeerEvent.Failed::evidence)
                .containsExactly(Evidence.GONE);
    }

    @Test
    void an_answer_of_another_name_is_a_failed_probe_and_no_more() {
        bench.know(2).forget();
        Message.Ping ping = probeOfMemberTwo();
        bench.hear(2, new Message.Gone(ping.number(), IdentityHash.name("m7"), 2));
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        bench.pass(1_000);
        assertThat(bench.member(2).status()).isEqualTo(Status.SUSPECT);
    }

    @Test
    void a_probe_that_the_local_system_refused_is_no_evidence() {
        bench.know(2);
        bench.port.refusing = true;
        bench.pass(5_000);
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        assertThat(bench.peer.stats().probesSent()).isZero();
    }

    @Test
    void a_probe_that_was_pending_while_this_process_stalled_is_no_evidence() {
        bench.know(2).forget();
        probeOfMemberTwo();
        bench.pass(100).stall(3_000);
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        assertThat(bench.peer.stats().stalls()).isEqualTo(1);
        assertThat(bench.peer.stats().healthScore()).isEqualTo(1);
    }

    @Test
    void a_refused_connection_is_checked_on_fresh_sockets_if_the_address_ever_answered() {
        bench.know(2).forget();
        bench.hear(2, new Message.Ack(probeOfMemberTwo().number(), true, 0));
        nextProbe();
        bench.pass(600);
        long stream = bench.channelTo(2, Message.Purpose.PROBE);
        bench.close(stream, CloseCause.REFUSED);

        List<RecordingPort.Channel> fresh = bench.port.channels.values().stream()
                .filter(channel -> channel.to.equals(address(2)) && channel.datagram)
                .toList();
        assertThat(fresh).hasSize(1);
        assertThat(fresh.get(0).written).hasSize(1).first().isInstanceOf(Message.Ping.class);
        assertThat(bench.channelTo(2, Message.Purpose.PROBE)).isGreaterThan(stream);
    }
}
