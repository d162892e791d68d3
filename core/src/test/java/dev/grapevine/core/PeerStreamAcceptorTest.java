package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.pingFor;
import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import dev.grapevine.model.SyncOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that others open. */
class PeerStreamAcceptorTest {

    private final PeerBench bench = new PeerBench();

    private static Message.Hello hello(String cluster, int i, Purpose purpose) {
        return new Message.Hello(1, 1, cluster, "m" + i, 1, purpose);
    }

    private RecordingPort.Channel accept(int from, Message... messages) {
        return bench.port.channel(bench.accept(from, messages));
    }

    private Message.Hello own(Purpose purpose) {
        return new Message.Hello(1, 1, "test", "m1", 1_000, purpose);
    }

    @Test
    void another_cluster_is_refused_with_the_reason() {
        RecordingPort.Channel channel = accept(9, hello("other", 9, Purpose.JOIN));

        assertThat(channel.written)
                .containsExactly(new Message.Refused(Message.Reason.CLUSTER, "this is cluster test, not other"));
        assertThat(channel.closed).isTrue();
        assertThat(bench.port.events)
                .containsExactly(new PeerEvent.Mismatch(
                        address(9), "refused m9 at 10.0.0.9:7000: this is cluster test, not other"));
    }

    @Test
    void another_protocol_is_refused_with_the_reason_and_a_wider_range_is_not() {
        RecordingPort.Channel newer = accept(9, new Message.Hello(2, 3, "test", "m9", 1, Purpose.JOIN));
        assertThat(newer.written)
                .containsExactly(
                        new Message.Refused(Message.Reason.PROTOCOL, "this member speaks protocol 1 to 1, not 2 to 3"));
        assertThat(newer.closed).isTrue();

        RecordingPort.Channel wider = accept(9, new Message.Hello(1, 3, "test", "m9", 1, Purpose.JOIN));
        assertThat(wider.written).containsExactly(own(Purpose.JOIN));
        assertThat(wider.closed).isFalse();
    }

    @Test
    void a_stream_that_does_not_begin_with_a_hello_is_closed_without_an_answer() {
        RecordingPort.Channel channel = accept(9, new Message.SyncDone(1), hello("test", 9, Purpose.JOIN));
        assertThat(channel.closed).isTrue();
        assertThat(channel.written).isEmpty();
    }

    @Test
    void a_silent_stream_is_closed_after_five_seconds() {
        long channel = bench.accept(9);
        bench.pass(4_999);
        assertThat(bench.port.channel(channel).closed).isFalse();
        bench.pass(1);
        assertThat(bench.port.channel(channel).closed).isTrue();
    }

    @Test
    void a_probe_by_stream_is_answered_like_one_by_datagram() {
        RecordingPort.Channel channel =
                accept(9, hello("test", 9, Purpose.PROBE), pingFor("m1", 1_000, 5, 0), pingFor("m1", 999, 6, 0));
        assertThat(channel.written).hasSize(3).startsWith(own(Purpose.PROBE));
        assertThat(channel.written.get(1))
                .isEqualTo(new Message.Ack(5, false, bench.peer.stats().viewHash()));
        assertThat(channel.written.get(2)).isInstanceOf(Message.Gone.class);
        bench.pass(5_000);
        assertThat(channel.closed).isTrue();
    }

    @Test
    void over_its_limit_a_joiner_is_sent_on_to_eight_others_and_let_in_when_there_is_room() {
        PeerBench seed = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.JOIN_LIMIT, 1)).know(20);
        long first = seed.accept(30, hello("test", 30, Purpose.JOIN));
        long second = seed.accept(2, hello("test", 2, Purpose.JOIN));

        RecordingPort.Channel turnedAway = seed.port.channel(second);
        assertThat(turnedAway.closed).isTrue();
        assertThat(turnedAway.written).hasSize(2).startsWith(own(Purpose.JOIN));
        List<Address> others = ((Message.Busy) turnedAway.written.get(1)).others();
        assertThat(others).hasSize(8).doesNotHaveDuplicates().doesNotContain(address(1), address(2));

        seed.close(first, CloseCause.END);
        assertThat(seed.port.channel(seed.accept(2, hello("test", 2, Purpose.JOIN))).written)
                .containsExactly(own(Purpose.JOIN));
    }

    @Test
    void a_joiner_makes_room_once_it_is_told_everything_even_if_its_stream_is_still_open() {
        PeerBench seed = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.JOIN_LIMIT, 1)).know(20);
        long first = seed.accept(30, hello("test", 30, Purpose.JOIN));
        seed.write(first, buckets(17, 18));
        seed.write(first, new Message.SyncRequest(3, List.of()), new Message.SyncDone(3));
        assertThat(seed.port.channel(first).closed).isFalse();
        assertThat(seed.port.channel(seed.accept(2, hello("test", 2, Purpose.JOIN))).written)
                .containsExactly(own(Purpose.JOIN));
    }

    private static Message.SyncBuckets buckets(int... used) {
        int[] hashes = new int[View.BUCKETS];
        for (int bucket : used) {
            hashes[bucket] = 7;
        }
        return new Message.SyncBuckets(3, hashes);
    }

    @Test
    void a_joiner_that_knows_itself_alone_is_told_everything_at_once() {
        bench.know(4);
        assertThat(accept(9, hello("test", 9, Purpose.JOIN), buckets(17)).written)
                .startsWith(own(Purpose.JOIN))
                .endsWith(new Message.SyncDone(3))
                .contains(
                        new Message.Alive(bench.member(2)),
                        new Message.Alive(bench.member(3)),
                        new Message.Alive(bench.member(4)))
                .hasSize(2 + 4);
    }

    @Test
    void a_joiner_that_knows_others_or_is_dead_here_gets_digests_and_so_does_every_sync() {
        bench.know(4);
        bench.hear(2, verdict(4, Status.DEAD, Evidence.SILENT, "m2"));
        for (RecordingPort.Channel channel : List.of(
                accept(9, hello("test", 9, Purpose.JOIN), buckets(17, 18)),
                accept(4, hello("test", 4, Purpose.JOIN), buckets(17)),
                accept(3, hello("test", 3, Purpose.SYNC), buckets(17)))) {
            assertThat(channel.written).hasSize(2).last().isInstanceOf(Message.SyncDigests.class);
        }
    }

    @Test
    void a_large_table_keeps_the_next_joiner_out_until_it_is_through() {
        PeerBench seed = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.JOIN_LIMIT, 1)).know(2_047);
        seed.accept(3_001, hello("test", 3_001, Purpose.JOIN), buckets(17));
        assertThat(seed.port.channel(seed.accept(3_002, hello("test", 3_002, Purpose.JOIN))).written)
                .containsExactly(own(Purpose.JOIN));
        seed = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.JOIN_LIMIT, 1)).know(2_048);
        long large = seed.accept(3_001, hello("test", 3_001, Purpose.JOIN), buckets(17));
        assertThat(seed.port.channel(seed.accept(3_002, hello("test", 3_002, Purpose.JOIN))).written)
                .last()
                .isInstanceOf(Message.Busy.class);
        seed.close(large, CloseCause.END);
        assertThat(seed.port.channel(seed.accept(3_002, hello("test", 3_002, Purpose.JOIN))).written)
                .containsExactly(own(Purpose.JOIN));
    }

    @Test
    void each_question_of_a_sync_is_answered_once_and_in_its_turn() {
        bench.know(3);
        RecordingPort.Channel channel = accept(
                2,
                hello("test", 2, Purpose.SYNC),
                new Message.SyncRequest(3, List.of()),
                buckets(17),
                buckets(17),
                new Message.SyncRequest(4, List.of()),
                new Message.SyncRequest(3, List.of()),
                new Message.SyncRequest(3, List.of()),
                new Message.Alive(member(8)),
                buckets(17));
        assertThat(channel.written).hasSize(3);
        assertThat(channel.written.get(1)).isInstanceOf(Message.SyncDigests.class);
        assertThat(channel.written.get(2)).isEqualTo(new Message.SyncDone(3));
        assertThat(bench.peer.stats().dropped()).containsEntry(DropReason.UNEXPECTED, 6L);
    }

    @Test
    void two_syncs_are_answered_at_a_time() {
        bench.know(3);
        assertThat(accept(2, hello("test", 2, Purpose.SYNC)).written).hasSize(1);
        assertThat(accept(3, hello("test", 3, Purpose.SYNC)).written).hasSize(1);
        assertThat(accept(4, hello("test", 4, Purpose.SYNC)).written)
                .hasSize(2)
                .last()
                .isInstanceOf(Message.Busy.class);
        assertThat(bench.peer.stats().syncs()).containsEntry(SyncOutcome.BUSY, 1L);
    }

    @Test
    void a_sync_that_does_not_proceed_makes_room_after_ten_seconds() {
        bench.accept(2, hello("test", 2, Purpose.SYNC));
        bench.accept(3, hello("test", 3, Purpose.SYNC));
        bench.pass(10_000);
        assertThat(accept(4, hello("test", 4, Purpose.SYNC)).written).hasSize(1);
    }

    @Test
    void a_stopped_peer_lets_nobody_in() {
        bench.peer.leave(bench.now());
        assertThat(bench.peer.stopped()).isTrue();
        assertThat(accept(9, hello("test", 9, Purpose.JOIN)).closed).isTrue();
    }
}
