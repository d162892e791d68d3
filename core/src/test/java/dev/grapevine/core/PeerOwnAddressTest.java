package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records of others that hold an address of this member, datagrams from there, and pings that ask for a ping. */
class PeerOwnAddressTest {

    private final PeerBench bench = new PeerBench();
    private final RecordingPort port = bench.port;

    private static Message.Verdict dead(String name) {
        return new Message.Verdict(name, 1, 0, Status.DEAD, Evidence.SILENT, List.of("m2"), 0);
    }

    /** Delivers what the peer sends to itself, as a network would. */
    private void deliverToSelf(int mostPackets) {
        int delivered = 0;
        for (long until = bench.millis() + 60_000; bench.millis() < until; bench.pass(10)) {
            List<RecordingPort.Datagram> sent = List.copyOf(port.sent);
            port.sent.clear();
            for (RecordingPort.Datagram datagram : sent) {
                if (datagram.to().equals(address(1))) {
                    assertThat(++delivered).isLessThanOrEqualTo(mostPackets);
                    bench.hear(address(1), datagram.messages().toArray(Message[]::new));
                }
            }
        }
    }

    @Test
    void a_member_whose_address_others_claim_alive_or_dead_sends_nothing_to_itself() {
        bench.know(3);
        for (int i = 0; i < 3; i++) {
            MemberRecord forged = member("x" + i, 1);
            bench.hear(2, new Message.Alive(forged), dead("x" + i));
        }
        bench.hear(2, new Message.Alive(member("y", 1)));
        deliverToSelf(0);
        assertThat(port.channels.values()).noneMatch(channel -> channel.to.equals(address(1)));
    }

    @Test
    void a_member_at_this_process_s_own_address_is_accused_as_one_that_does_not_answer() {
        bench.hear(2, new Message.Alive(member("former", 1)));
        bench.know(2);
        for (int i = 0; i < 100 && status("former") == Status.ALIVE; i++) {
            bench.pass(50);
            List<RecordingPort.Datagram> sent = List.copyOf(port.sent);
            port.sent.clear();
            for (RecordingPort.Datagram datagram : sent) {
                if (datagram.messages().get(0) instanceof Message.Ping ping) {
                    bench.hear(datagram.to(), new Message.Ack(ping.number(), true, 0));
                }
            }
        }
        assertThat(status("former")).isEqualTo(Status.SUSPECT);
        assertThat(status("m2")).isEqualTo(Status.ALIVE);
    }

    private Status status(String name) {
        MemberRecord record = bench.peer.questions().member(name);
        assertThat(record).isNotNull();
        return record.status();
    }

    @Test
    void a_datagram_from_an_own_address_is_dropped_and_counted_but_not_the_own_broadcast() {
        long before = bench.peer.stats().dropped().get(DropReason.UNEXPECTED);
        bench.hear(1, new Message.Alive(member(7)), PeerBench.pingFor("m1", 1_000, 4, 0));
        assertThat(bench.peer.questions().member("m7")).isNull();
        assertThat(port.sent).isEmpty();
        assertThat(bench.peer.stats().dropped().get(DropReason.UNEXPECTED)).isEqualTo(before + 2);
        bench.hear(1, new Message.Discover(bench.peer.self(), false));
        assertThat(bench.peer.stats().dropped().get(DropReason.UNEXPECTED)).isEqualTo(before + 2);
    }

    @Test
    void a_dead_member_that_pings_is_pinged_back_once_a_second_whatever_it_sends() {
        bench.know(3).hear(3, dead("m2")).forget();
        for (int i = 0; i < 1_000; i++) {
            bench.hear(2, PeerBench.pingFor("m1", 1_000, i, 0)).pass(2);
        }
        assertThat(port.to(address(2)).stream()
                        .filter(messages -> messages.get(0) instanceof Message.Ping)
                        .count())
                .isBetween(1L, 4L);
    }

    @Test
    void many_dead_members_that_ping_are_pinged_back_64_times_a_second() {
        bench.know(200);
        for (int i = 2; i <= 200; i++) {
            bench.hear(1_000, dead("m" + i));
        }
        bench.forget();
        for (int i = 2; i <= 200; i++) {
            bench.hear(i, PeerBench.pingFor("m1", 1_000, i, 0));
        }
        assertThat(port.sent(Message.Ping.class)).hasSize(64);
    }
}
