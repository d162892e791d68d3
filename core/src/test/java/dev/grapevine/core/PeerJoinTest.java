package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.RecordingPort.Channel;
import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Joining by what member 2 at its remembered address says, and what becomes of a name that is taken. */
class PeerJoinTest {

    private final PeerBench bench =
            new PeerBench(PeerBench.config(Settings.of(Profile.LAN), List.of(), List.of(address(2)), 1));

    private final RecordingPort port = bench.port;

    private static Message.Digest digest(MemberRecord record) {
        return new Message.Digest(
                record.name(), record.generation(), record.incarnation(), record.status(), 0, record.stateVersion());
    }

    private static int[] allBuckets() {
        int[] buckets = new int[256];
        for (int i = 0; i < 256; i++) {
            buckets[i] = i;
        }
        return buckets;
    }

    private long joinStream() {
        return bench.channelTo(2, Purpose.JOIN);
    }

    /** Member 2 answers the join with these records. */
    private long answer(MemberRecord... records) {
        long channel = joinStream();
        List<Message.Digest> digests = new ArrayList<>();
        List<Message> facts = new ArrayList<>();
        for (MemberRecord record : records) {
            digests.add(digest(record));
            facts.add(new Message.Alive(record));
        }
        facts.add(new Message.SyncDone(bench.syncNumber(channel)));
        bench.write(channel, new Message.Hello(1, 1, "test", "m2", 1, Purpose.JOIN));
        bench.write(channel, new Message.SyncDigests(bench.syncNumber(channel), allBuckets(), digests));
        bench.write(channel, facts.toArray(Message[]::new));
        return channel;
    }

    // ---- joining

    @Test
    void it_asks_by_stream_with_its_bucket_hashes() {
        bench.pass(1);
        assertThat(port.channel(joinStream()).written)
                .hasSize(2)
                .startsWith(new Message.Hello(1, 1, "test", "m1", 1_000, Purpose.JOIN, 1_000_000))
                .last()
                .isInstanceOf(Message.SyncBuckets.class);
    }

    @Test
    void it_takes_all_that_it_is_told_and_then_tells_of_itself() {
        bench.pass(1).forget();
        long channel = answer(member(2), member(3), member(4));

        assertThat(bench.peer.stats().alive()).isEqualTo(4);
        assertThat(port.channel(channel).closed).isTrue();
        assertThat(port.channel(channel).written.stream()
                        .filter(Message.SyncRequest.class::isInstance)
                        .map(Message.SyncRequest.class::cast))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted())
                        .extracting(Message.Wanted::name)
                        .containsExactlyInAnyOrder("m2", "m3", "m4"));
        assertThat(port.sent(Message.Alive.class))
                .as("the joiner's own record, and nothing of what others know already")
                .isNotEmpty()
                .containsOnly(new Message.Alive(bench.peer.self()));
        assertThat(port.sent).extracting(RecordingPort.Datagram::to).contains(address(2), address(3), address(4));
    }

    @Test
    void it_is_ready_when_its_view_was_still_for_a_window() {
        bench.pass(1);
        answer(member(2));
        bench.pass(400);
        assertThat(bench.peer.ready()).isFalse();
        bench.pass(400);
        assertThat(bench.peer.ready()).isTrue();
        assertThat(port.events(PeerEvent.Ready.class)).containsExactly(new PeerEvent.Ready(JoinOutcome.JOINED, 2));
    }

    @Test
    void a_seed_with_many_addresses_has_64_attempts_at_a_time_and_the_rest_is_counted() {
        PeerBench own = new PeerBench(PeerBench.config(Settings.of(Profile.LAN), List.of("here:7000"), List.of(), 1));
        List<Address> many =
                IntStream.range(100, 300).mapToObj(Samples::address).toList();
        own.peer.resolved("here:7000", many, null, own.now());
        assertThat(own.port.channels).hasSize(64);
        own.peer.resolved("here:7000", many, null, own.now());
        assertThat(own.port.channels).hasSize(64);
        assertThat(own.peer.stats().dropped())
                .hasEntrySatisfying(
                        DropReason.LIMIT, refused -> assertThat(refused).isPositive());
    }

    @Test
    void a_seed_that_is_itself_is_not_tried_again() {
        PeerBench own = new PeerBench(PeerBench.config(Settings.of(Profile.LAN), List.of("here:7000"), List.of(), 1));
        own.pass(50);
        assertThat(own.port.resolved).containsExactly("here:7000");
        own.peer.resolved("here:7000", List.of(address(1), address(31)), null, own.now());
        long channel = own.channelTo(31, Purpose.JOIN);
        own.write(channel, new Message.Hello(1, 1, "test", "m1", 1_000, Purpose.JOIN));
        own.write(
                channel,
                new Message.SyncDigests(own.syncNumber(channel), allBuckets(), List.of(digest(own.peer.self()))));
        assertThat(own.port.channel(channel).closed).isTrue();

        own.pass(1_000);
        own.peer.resolved("here:7000", List.of(address(1), address(31)), null, own.now());
        assertThat(own.port.channels.values().stream().filter(stream -> stream.to.equals(address(31))))
                .hasSize(1);
        assertThat(own.port.channels.values()).noneMatch(stream -> stream.to.equals(address(1)));
    }

    @Test
    void a_refusal_is_shown_once_with_its_reason() {
        for (int i = 0; i < 3; i++) {
            bench.pass(i == 0 ? 1 : 5_000);
            bench.write(joinStream(), new Message.Refused(Message.Reason.CLUSTER, "this is cluster other, not test"));
        }
        assertThat(port.events(PeerEvent.Mismatch.class))
                .containsExactly(new PeerEvent.Mismatch(address(2), "CLUSTER: this is cluster other, not test"));
    }

    @Test
    void where_nobody_answers_it_says_so_once_and_goes_on_trying() {
        bench.pass(1);
        for (int i = 0; i < 5; i++) {
            bench.close(joinStream(), CloseCause.REFUSED).pass(5_000);
        }
        assertThat(port.events(PeerEvent.Bootstrap.class))
                .extracting(PeerEvent.Bootstrap::text)
                .containsOnlyOnce("nobody answers at 10.0.0.2:7000 (REFUSED); it is tried again");
    }

    @Test
    void one_that_is_busy_sends_it_on_to_two_others() {
        bench.pass(1);
        bench.write(
                joinStream(),
                new Message.Hello(1, 1, "test", "m2", 1, Purpose.JOIN),
                new Message.Busy(List.of(address(5), address(6), address(7))));
        assertThat(port.channels.values())
                .filteredOn(stream -> !stream.closed)
                .extracting(stream -> stream.to)
                .containsExactlyInAnyOrder(address(5), address(6));
    }

    @Test
    void one_that_is_busy_is_asked_again_after_30_to_120_ms_as_long_as_the_joiner_is_alone() {
        bench.pass(1);
        bench.write(joinStream(), new Message.Hello(1, 1, "test", "m2", 1, Purpose.JOIN), new Message.Busy(List.of()));
        bench.pass(29);
        assertThat(openTo(2)).isZero();
        bench.pass(91);
        assertThat(openTo(2)).isEqualTo(1);
    }

    private long openTo(int number) {
        return port.channels.values().stream()
                .filter(stream -> !stream.closed && stream.to.equals(address(number)))
                .count();
    }

    @Test
    void when_the_last_repeat_of_what_it_could_not_hear_is_through_a_joiner_asks_another_member() {
        bench.pass(1);
        answer(member(2), member(3));
        port.sent.clear();
        bench.pass(279);
        assertThat(port.sent).noneMatch(datagram -> datagram.messages().get(0) instanceof Message.SyncBuckets);
        bench.pass(2);
        assertThat(port.sent)
                .filteredOn(datagram -> datagram.messages().get(0) instanceof Message.SyncBuckets)
                .hasSize(1);
    }

    /** The questions for differences that were sent meanwhile, answered with one more member each as long as there are any of these. */
    private int asks(long millis, List<MemberRecord> news) {
        int asks = 0;
        for (long until = bench.millis() + millis; bench.millis() < until; ) {
            bench.pass(1).answerPings();
            List<RecordingPort.Datagram> sent = List.copyOf(port.sent);
            port.sent.clear();
            for (RecordingPort.Datagram datagram : sent) {
                if (datagram.messages().get(0) instanceof Message.SyncBuckets question) {
                    asks++;
                    List<Message.Digest> digests = news.isEmpty() ? List.of() : List.of(digest(news.get(0)));
                    int[] buckets = news.isEmpty()
                            ? new int[0]
                            : new int[] {(int) (Hashes.name(news.get(0).name()) & 0xff)};
                    bench.hear(datagram.to(), new Message.SyncDigests(question.number(), buckets, digests));
                    if (!news.isEmpty()) {
                        bench.hear(
                                datagram.to(),
                                new Message.Alive(news.remove(0)),
                                new Message.SyncDone(question.number()));
                    }
                }
            }
        }
        return asks;
    }

    @Test
    void it_asks_again_every_140_ms_until_an_answer_has_no_news() {
        bench.pass(1);
        answer(member(2), member(3));
        List<MemberRecord> news = new ArrayList<>(List.of(member(4), member(5)));
        port.sent.clear();
        assertThat(asks(281, news)).isEqualTo(1);
        assertThat(asks(140, news)).isEqualTo(1);
        assertThat(asks(140, news)).isEqualTo(1);
        assertThat(asks(400, news)).isZero();
    }

    @Test
    void it_asks_five_times_at_most_where_there_is_always_news() {
        bench.pass(1);
        answer(member(2), member(3));
        port.sent.clear();
        List<MemberRecord> news = new ArrayList<>();
        for (int i = 4; i < 24; i++) {
            news.add(member(i));
        }
        assertThat(asks(281 + 9 * 140, news)).isEqualTo(5);
    }

    // ---- a name that is taken

    private MemberRecord other(long generation) {
        return member("m1", 9).withGeneration(generation);
    }

    @Test
    void a_former_life_that_does_not_answer_is_passed_by_the_generation_and_no_conflict() {
        bench.pass(1).forget();
        answer(member(2), other(5_000));
        bench.pass(600);

        assertThat(bench.peer.self().generation()).isEqualTo(5_001);
        assertThat(port.events(PeerEvent.NameConflict.class)).isEmpty();
        assertThat(port.sent(Message.Alive.class)).contains(new Message.Alive(bench.peer.self()));
    }

    @Test
    void the_joiner_s_own_tombstone_does_not_keep_it_out() {
        bench.pass(1);
        long channel = joinStream();
        bench.write(channel, new Message.Hello(1, 1, "test", "m2", 1, Purpose.JOIN));
        bench.write(
                channel,
                new Message.SyncDigests(
                        bench.syncNumber(channel),
                        allBuckets(),
                        List.of(digest(member(2)), new Message.Digest("m1", 999, 4, Status.DEAD, 5_000, 0))));
        bench.write(channel, new Message.Alive(member(2)), new Message.SyncDone(bench.syncNumber(channel)));
        bench.pass(50);

        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
        assertThat(bench.peer.self().status()).isEqualTo(Status.ALIVE);
        Channel stream = port.channel(channel);
        assertThat(stream.closed).isTrue();
        assertThat(port.sent(Message.Alive.class)).contains(new Message.Alive(bench.peer.self()));
    }
}
