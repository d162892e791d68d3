package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.pingFor;
import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import dev.grapevine.model.SyncOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerSyncTest {

    private static final long OTHER_HASH = 12_345;

    private final PeerBench bench = new PeerBench();

    private static Message.Digest digest(MemberRecord record) {
        return digest(record, record.status().live() ? 0 : 5_000);
    }

    private static Message.Digest digest(MemberRecord record, long ageMillis) {
        return new Message.Digest(
                record.name(),
                record.generation(),
                record.incarnation(),
                record.status(),
                ageMillis,
                record.stateVersion());
    }

    private static int[] allBuckets() {
        return IntStream.range(0, 256).toArray();
    }

    private void differ(int from) {
        bench.hear(from, pingFor("m1", 1_000, 5, OTHER_HASH));
    }

    private List<Message.SyncBuckets> asked() {
        return bench.port.sent(Message.SyncBuckets.class);
    }

    // ---- when

    @Test
    void a_difference_leads_to_a_sync_at_once_if_the_view_was_still_for_half_a_second() {
        bench.know(4).pass(499).forget();
        differ(2);
        assertThat(asked()).isEmpty();
        bench.pass(1);
        differ(2);
        assertThat(asked()).hasSize(1);
        assertThat(bench.port.to(address(2)))
                .anySatisfy(messages -> assertThat(messages.get(0)).isInstanceOf(Message.SyncBuckets.class));
    }

    @Test
    void in_a_restless_view_the_third_difference_in_a_row_leads_to_a_sync() {
        bench.know(4).forget();
        differ(2);
        differ(3);
        assertThat(asked()).isEmpty();
        differ(4);
        assertThat(asked()).hasSize(1);
    }

    @Test
    void one_member_is_asked_at_a_time() {
        bench.know(4).pass(600).forget();
        differ(2);
        differ(3);
        differ(4);
        assertThat(asked()).hasSize(1);
        bench.pass(1_500);
        bench.forget();
        differ(3);
        assertThat(asked()).as("the first was given up").hasSize(1);
    }

    @Test
    void strangers_are_not_asked() {
        bench.know(4).pass(600).forget();
        differ(9);
        assertThat(asked()).isEmpty();
    }

    @Test
    void agreement_costs_nothing() {
        bench.know(4).pass(600).forget();
        for (int i = 0; i < 20; i++) {
            bench.hear(2, pingFor("m1", 1_000, i, bench.peer.stats().viewHash()));
        }
        assertThat(asked()).isEmpty();
    }

    // ---- asking by datagram

    private int ask(int partner) {
        bench.pass(600).forget();
        differ(partner);
        return asked().get(0).number();
    }

    @Test
    void each_side_gets_what_it_lacks_and_no_more() {
        bench.know(5);
        bench.hear(5, new Message.Alive(member(5).withIncarnation(3)));
        int number = ask(2);
        bench.forget();
        bench.hear(
                2,
                new Message.SyncDigests(
                        number,
                        allBuckets(),
                        List.of(
                                digest(bench.peer.self()),
                                digest(member(2)),
                                digest(member(3).withIncarnation(2)),
                                digest(member(5)),
                                digest(member(7)))));

        List<Message> told =
                bench.port.to(address(2)).stream().flatMap(List::stream).toList();
        assertThat(told.stream().filter(Message.Alive.class::isInstance))
                .containsExactlyInAnyOrder(
                        new Message.Alive(member(4)),
                        new Message.Alive(member(5).withIncarnation(3)));
        assertThat(told.stream().filter(Message.SyncRequest.class::isInstance))
                .containsExactly(new Message.SyncRequest(
                        number, List.of(new Message.Wanted("m3", 1, 0), new Message.Wanted("m7", 0, 0))));
    }

    @Test
    void the_question_is_made_as_long_as_its_answer_may_be() {
        bench.know(5);
        int number = ask(2);
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), List.of(digest(member(7)))));
        List<Message> question = bench.port.to(address(2)).stream()
                .filter(messages -> messages.stream().anyMatch(Message.SyncRequest.class::isInstance))
                .findFirst()
                .orElseThrow();
        assertThat(Codec.size(question)).isBetween(1_160, 1_168);
    }

    @Test
    void if_neither_side_lacks_anything_nothing_more_is_sent() {
        bench.know(3);
        int number = ask(2);
        bench.forget()
                .hear(
                        2,
                        new Message.SyncDigests(
                                number,
                                new int[0],
                                List.of(digest(bench.peer.self()), digest(member(2)), digest(member(3)))));
        assertThat(bench.port.sent).isEmpty();
        assertThat(bench.peer.stats().syncs()).containsEntry(SyncOutcome.EMPTY, 1L);
    }

    @Test
    void where_hashes_differ_and_digests_agree_both_sides_tell_their_records_of_eight_buckets() {
        bench.know(30);
        int number = ask(2);
        List<Message.Digest> digests = new ArrayList<>(List.of(digest(bench.peer.self())));
        for (int i = 2; i <= 30; i++) {
            digests.add(digest(member(i)));
        }
        int[] buckets = IntStream.range(2, 31)
                .map(i -> (int) (Hashes.name("m" + i) & 0xff))
                .sorted()
                .distinct()
                .toArray();
        bench.forget().hear(2, new Message.SyncDigests(number, buckets, digests));
        List<String> exchanged = IntStream.range(1, 31)
                .mapToObj(i -> "m" + i)
                .filter(name ->
                        Arrays.stream(buckets).limit(8).anyMatch(bucket -> bucket == (Hashes.name(name) & 0xff)))
                .toList();
        assertThat(exchanged).hasSizeBetween(8, 12);
        assertThat(bench.port.sent(Message.SyncRequest.class).get(0).wanted())
                .extracting(Message.Wanted::name)
                .containsExactlyElementsOf(exchanged);
        assertThat(bench.port.sent(Message.Alive.class))
                .extracting(alive -> alive.record().name())
                .containsExactlyInAnyOrderElementsOf(exchanged);
    }

    @Test
    void an_answer_to_another_question_is_ignored() {
        bench.know(3);
        int number = ask(2);
        bench.forget().hear(2, new Message.SyncDigests(number + 1, allBuckets(), List.of(digest(member(7)))));
        assertThat(bench.port.sent).isEmpty();
    }

    @Test
    void a_member_that_another_holds_dead_learns_it_in_a_sync_and_refutes() {
        bench.know(3);
        int number = ask(2);
        Message.Digest dead = new Message.Digest("m1", 1_000, 0, Status.DEAD, 0, 0);
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), List.of(dead)));
        assertThat(bench.port.sent(Message.SyncRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted())
                        .extracting(Message.Wanted::name)
                        .containsExactly("m1"));
        bench.hear(
                2,
                new Message.Verdict("m1", 1_000, 0, Status.DEAD, Evidence.SILENT, List.of("m2"), 0),
                new Message.SyncDone(number));
        assertThat(bench.peer.self().incarnation()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"DEAD", "LEFT"})
    void a_member_that_others_hold_gone_at_a_higher_generation_learns_it_in_a_sync_and_goes_above(Status gone) {
        bench.know(3);
        int number = ask(2);
        Message.Digest higher = new Message.Digest("m1", 2_000, 7, gone, 0, 0);
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), List.of(higher)));
        assertThat(bench.port.sent(Message.SyncRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted())
                        .extracting(Message.Wanted::name)
                        .containsExactly("m1"));
        bench.hear(
                2,
                new Message.Verdict("m1", 2_000, 7, gone, Evidence.NONE, List.of(), 0),
                new Message.SyncDone(number));
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
    }

    @Test
    void a_sync_that_does_not_fit_a_datagram_goes_on_by_stream() {
        bench.know(3);
        int number = ask(2);
        bench.hear(2, new Message.SyncTooLarge(number));
        long stream = bench.channelTo(2, Purpose.SYNC);
        assertThat(bench.port.channel(stream).written).hasSize(2).last().isInstanceOf(Message.SyncBuckets.class);

        bench.write(stream, new Message.Hello(1, 1, "test", "m2", 1, Purpose.SYNC));
        bench.write(stream, digestsOf(number, 7));
        bench.write(stream, new Message.Alive(member(7)), new Message.SyncDone(number));

        assertThat(bench.member(7)).isEqualTo(member(7));
        assertThat(bench.port.channel(stream).closed).isTrue();
        assertThat(bench.peer.stats().syncs())
                .containsEntry(SyncOutcome.STREAM, 1L)
                .containsEntry(SyncOutcome.USEFUL, 1L);
    }

    // ---- an answer is bound to its question

    private Message.SyncDigests digestsOf(int number, int member) {
        return new Message.SyncDigests(
                number,
                allBuckets(),
                List.of(digest(bench.peer.self()), digest(member(2)), digest(member(3)), digest(member(member))));
    }

    private void assertUnexpected(long count) {
        assertThat(bench.peer.stats().dropped()).containsEntry(DropReason.UNEXPECTED, count);
    }

    @Test
    void digests_count_only_from_the_address_that_was_asked() {
        bench.know(3);
        int number = ask(2);
        bench.forget().hear(3, digestsOf(number, 7)).hear(9, digestsOf(number, 7));
        assertThat(bench.port.sent).isEmpty();
        assertUnexpected(2);

        bench.hear(2, digestsOf(number, 7));
        assertThat(bench.port.sent(Message.SyncRequest.class)).hasSize(1);
        assertUnexpected(2);
    }

    @Test
    void digests_count_once() {
        bench.know(3);
        int number = ask(2);
        bench.forget().hear(2, digestsOf(number, 7)).hear(2, digestsOf(number, 7));
        assertThat(bench.port.sent(Message.SyncRequest.class)).hasSize(1);
        assertUnexpected(1);
    }

    @Test
    void only_the_address_that_was_asked_can_send_the_asker_to_a_stream_and_only_instead_of_digests() {
        bench.know(3);
        int number = ask(2);
        bench.hear(3, new Message.SyncTooLarge(number));
        bench.hear(2, digestsOf(number, 7), new Message.SyncTooLarge(number));
        assertThat(bench.port.channels.values())
                .noneMatch(channel -> channel.written.stream().anyMatch(Message.SyncBuckets.class::isInstance));
        assertUnexpected(2);
    }

    @Test
    void the_end_of_a_sync_counts_only_from_the_address_that_was_asked_and_only_after_the_digests() {
        bench.know(4);
        int number = ask(2);
        bench.hear(2, new Message.SyncDone(number));
        bench.hear(2, digestsOf(number, 7));
        bench.hear(3, new Message.SyncDone(number));
        assertThat(bench.peer.stats().syncs()).doesNotContainKeys(SyncOutcome.USEFUL, SyncOutcome.EMPTY);
        assertUnexpected(2);

        bench.hear(2, new Message.SyncDone(number), new Message.SyncDone(number));
        assertThat(bench.peer.stats().syncs()).containsEntry(SyncOutcome.USEFUL, 1L);
        assertUnexpected(3);
    }

    /** A sync with member 2 that goes on by stream; returns the number that both ways share. */
    private int askByStream() {
        int number = ask(2);
        bench.hear(2, new Message.SyncTooLarge(number));
        return number;
    }

    private List<Message> written(long stream) {
        return bench.port.channel(stream).written;
    }

    @Test
    void a_datagram_does_not_answer_a_question_that_went_by_stream() {
        bench.know(3);
        int number = askByStream();
        long stream = bench.channelTo(2, Purpose.SYNC);
        bench.hear(2, digestsOf(number, 7), digestsOf(0, 7));
        bench.hear(2, new Message.SyncDone(number), new Message.SyncDone(0), new Message.SyncTooLarge(number));

        assertThat(written(stream)).hasSize(2).last().isInstanceOf(Message.SyncBuckets.class);
        assertThat(bench.port.channel(stream).closed).isFalse();
        assertUnexpected(5);
    }

    @Test
    void by_stream_an_answer_counts_once_in_its_turn_and_with_the_number_of_the_question() {
        bench.know(3);
        int number = askByStream();
        long stream = bench.channelTo(2, Purpose.SYNC);
        assertThat(written(stream)).last().isEqualTo(new Message.SyncBuckets(number, lastBuckets()));

        bench.write(stream, digestsOf(number, 7));
        assertThat(written(stream)).as("before the hello").hasSize(2);
        bench.write(stream, new Message.Hello(1, 1, "test", "m2", 1, Purpose.SYNC));
        bench.write(stream, digestsOf(number + 1, 7), new Message.Alive(member(8)), new Message.SyncDone(number));
        assertThat(written(stream)).as("out of turn, or of another question").hasSize(2);
        bench.write(stream, digestsOf(number, 7), digestsOf(number, 7));
        assertThat(written(stream))
                .filteredOn(Message.SyncRequest.class::isInstance)
                .hasSize(1);
        bench.write(stream, new Message.Alive(member(7)), new Message.SyncDone(number + 1));
        assertThat(bench.peer.questions().member("m7")).isNull();
        bench.write(stream, new Message.SyncDone(number));

        assertThat(bench.member(7)).isEqualTo(member(7));
        assertThat(bench.peer.questions().member("m8")).isNull();
        assertUnexpected(6);
    }

    private int[] lastBuckets() {
        return asked().get(asked().size() - 1).hashes();
    }

    @Test
    void every_question_has_its_own_number_by_datagram_and_by_stream() {
        PeerBench joiner = new PeerBench(
                PeerBench.config(Settings.of(Profile.LAN), List.of(), List.of(address(8), address(9)), 1));
        joiner.pass(10);
        Set<Integer> numbers = new HashSet<>();
        for (int i : List.of(8, 9)) {
            numbers.add(joiner.syncNumber(joiner.channelTo(i, Purpose.JOIN)));
        }
        joiner.know(3).pass(600);
        joiner.hear(2, pingFor("m1", 1_000, 5, OTHER_HASH));
        joiner.port.sent(Message.SyncBuckets.class).forEach(buckets -> numbers.add(buckets.number()));
        assertThat(numbers).hasSize(3);
    }

    // ---- answering

    @Test
    void buckets_are_answered_with_digests_of_only_those_that_differ() {
        bench.know(3);
        PeerBench other = new PeerBench().know(4);
        int[] theirs = bucketsOf(other);
        bench.forget().hear(2, new Message.SyncBuckets(9, theirs));
        Message.SyncDigests answer = bench.port.sent(Message.SyncDigests.class).get(0);
        assertThat(answer.number()).isEqualTo(9);
        assertThat(answer.buckets()).as("that of m4").hasSize(1);
        assertThat(answer.digests()).isEmpty();

        other.forget().hear(2, new Message.SyncBuckets(9, bucketsOf(bench)));
        assertThat(other.port.sent(Message.SyncDigests.class).get(0).digests()).containsExactly(digest(member(4)));
    }

    /** The bucket hashes with which a peer asks. */
    private static int[] bucketsOf(PeerBench of) {
        of.pass(600);
        of.hear(2, pingFor("m1", 1_000, 5, OTHER_HASH));
        List<Message.SyncBuckets> asked = of.port.sent(Message.SyncBuckets.class);
        return asked.get(asked.size() - 1).hashes();
    }

    @Test
    void an_asker_whose_answer_would_be_longer_than_its_question_is_sent_to_a_stream() {
        bench.know(60).forget();
        bench.hear(2, new Message.SyncBuckets(9, new int[256]));
        assertThat(bench.port.to(address(2))).contains(List.of(new Message.SyncTooLarge(9)));
        assertThat(bench.port.sent(Message.SyncDigests.class)).isEmpty();
    }

    @Test
    void an_answer_is_no_longer_than_its_question() {
        bench.know(60).forget();
        List<Message.Wanted> all = new ArrayList<>();
        IntStream.rangeClosed(2, 60).forEach(i -> all.add(new Message.Wanted("m" + i, 0, 0)));
        List<Message> question = List.of(new Message.SyncRequest(9, all), new Message.Padding(200));
        bench.peer.receive(question, address(99), bench.now());

        List<List<Message>> answers = bench.port.to(address(99));
        assertThat(answers).hasSize(1);
        assertThat(Codec.size(answers.get(0))).isLessThanOrEqualTo(Codec.size(question));
        assertThat(answers.get(0)).hasSizeGreaterThan(5).last().isEqualTo(new Message.SyncDone(9));
    }

    @Test
    void a_requested_record_comes_with_the_state_above_the_version_held() {
        ServiceInstance web = ServiceInstance.named("web").port(8_000).build();
        StateEntry entry = new StateEntry(StateKeys.service(web), 1, ServiceCodec.encode(web));
        bench.know(3).hear(3, new Message.StateDelta("m3", 1, 0, 1, true, List.of(entry)));
        bench.forget();
        Message.Padding padding = new Message.Padding(500);
        bench.hear(2, new Message.SyncRequest(1, List.of(new Message.Wanted("m3", 0, 0))), padding);
        bench.hear(2, new Message.SyncRequest(2, List.of(new Message.Wanted("m3", 1, 1))), padding);

        Message record = new Message.Alive(member(3).withStateVersion(1));
        assertThat(bench.port.to(address(2)))
                .containsSubsequence(
                        List.of(
                                record,
                                new Message.StateDelta("m3", 1, 0, 1, true, List.of(entry)),
                                new Message.SyncDone(1)),
                        List.of(record, new Message.SyncDone(2)));
    }

    @Test
    void a_tombstone_past_half_of_its_time_is_in_no_digest() {
        bench.know(3);
        bench.hear(2, new Message.Verdict("m3", 1, 0, Status.LEFT, Evidence.NONE, List.of(), 1_799_000));
        int[] different = IntStream.generate(() -> 99).limit(256).toArray();
        bench.forget().hear(2, new Message.SyncBuckets(1, different));
        assertThat(bench.port.sent(Message.SyncDigests.class).get(0).digests())
                .extracting(Message.Digest::name)
                .contains("m3");
        bench.pass(2_000).forget().hear(2, new Message.SyncBuckets(2, different));
        assertThat(bench.port.sent(Message.SyncDigests.class).get(0).digests())
                .extracting(Message.Digest::name)
                .doesNotContain("m3");
    }

    // ---- a heal

    @Test
    void when_two_sides_meet_the_accused_are_told_first_and_the_verdicts_wait_for_five_seconds() {
        bench.know(9);
        int number = ask(2);
        List<Message.Digest> digests = new ArrayList<>(List.of(digest(bench.peer.self()), digest(member(2))));
        IntStream.rangeClosed(3, 9)
                .forEach(i -> digests.add(digest(member(i).withStatus(i <= 6 ? Status.DEAD : Status.ALIVE))));
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), digests));

        for (int i = 3; i <= 6; i++) {
            assertThat(bench.accusationsOf(i)).isEqualTo(1);
        }
        assertThat(bench.port.sent(Message.SyncRequest.class))
                .allSatisfy(request -> assertThat(request.wanted()).isEmpty());
        assertThat(bench.port.events(PeerEvent.Merged.class)).hasSize(1);
        assertThat(bench.peer.stats().dead()).isZero();
    }

    @Test
    void a_few_disputed_verdicts_are_no_heal() {
        bench.know(9);
        int number = ask(2);
        List<Message.Digest> digests = new ArrayList<>(List.of(digest(bench.peer.self()), digest(member(2))));
        IntStream.rangeClosed(3, 9)
                .forEach(i -> digests.add(digest(member(i).withStatus(i <= 5 ? Status.DEAD : Status.ALIVE))));
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), digests));

        assertThat(bench.port.sent(Message.SyncRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted()).hasSize(3));
        assertThat(bench.port.events(PeerEvent.Merged.class)).isEmpty();
    }

    @Test
    void many_fresh_verdicts_are_news_of_many_deaths_and_no_heal() {
        bench.know(9);
        int number = ask(2);
        List<Message.Digest> digests = new ArrayList<>(List.of(digest(bench.peer.self()), digest(member(2))));
        IntStream.rangeClosed(3, 9).forEach(i -> digests.add(digest(member(i).withStatus(Status.DEAD), 4_999)));
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), digests));

        assertThat(bench.port.sent(Message.SyncRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted()).hasSize(7));
        assertThat(bench.port.events(PeerEvent.Merged.class)).isEmpty();
    }

    @Test
    void a_single_dispute_is_a_heal_if_one_partner_holds_the_other_dead() {
        bench.know(9);
        int number = ask(2);
        List<Message.Digest> digests =
                new ArrayList<>(List.of(digest(bench.peer.self().withStatus(Status.DEAD)), digest(member(2))));
        IntStream.rangeClosed(3, 9)
                .forEach(i -> digests.add(digest(member(i).withStatus(i == 3 ? Status.DEAD : Status.ALIVE))));
        bench.forget().hear(2, new Message.SyncDigests(number, allBuckets(), digests));

        assertThat(bench.accusationsOf(3)).isEqualTo(1);
        assertThat(bench.peer.stats().dead()).isZero();
    }

    @Test
    void a_verdict_from_a_member_that_is_dead_here_waits_and_its_subject_is_told_once() {
        bench.know(9).hear(3, PeerBench.verdict(2, Status.DEAD, Evidence.SILENT, "m3", "m4"));
        bench.forget();
        Message.Verdict brought = PeerBench.verdict(5, Status.DEAD, Evidence.SILENT, "m2", "m6");
        bench.hear(2, brought).hear(2, brought);

        assertThat(bench.member(5).status()).isEqualTo(Status.ALIVE);
        assertThat(bench.accusationsOf(5)).isEqualTo(1);

        bench.pass(4_999).hear(2, brought);
        assertThat(bench.member(5).status()).isEqualTo(Status.ALIVE);
        bench.pass(1).hear(2, brought);
        assertThat(bench.member(5).status()).as("it did not refute").isEqualTo(Status.DEAD);
    }

    @Test
    void a_verdict_from_a_live_member_does_not_wait_nor_does_one_on_this_member_itself() {
        bench.know(9).hear(3, PeerBench.verdict(2, Status.DEAD, Evidence.SILENT, "m3", "m4"));
        bench.hear(4, PeerBench.verdict(5, Status.DEAD, Evidence.SILENT, "m3", "m4"));
        assertThat(bench.member(5).status()).isEqualTo(Status.DEAD);

        long before = bench.peer.self().incarnation();
        bench.hear(
                2,
                new Message.Verdict(
                        "m1", bench.peer.self().generation(), before, Status.DEAD, Evidence.SILENT, List.of("m2"), 0));
        assertThat(bench.peer.self().incarnation()).isEqualTo(before + 1);
    }

    @Test
    void after_the_wait_verdicts_that_were_not_refuted_are_taken() {
        bench.know(9);
        int number = ask(2);
        List<Message.Digest> digests = new ArrayList<>(List.of(digest(bench.peer.self()), digest(member(2))));
        IntStream.rangeClosed(3, 9)
                .forEach(i -> digests.add(digest(member(i).withStatus(i <= 6 ? Status.DEAD : Status.ALIVE))));
        bench.hear(2, new Message.SyncDigests(number, allBuckets(), digests), new Message.SyncDone(number));
        bench.pass(5_100);
        for (int i = 3; i <= 5; i++) {
            bench.hear(i, new Message.Alive(member(i).withIncarnation(1)));
        }
        digests.set(2, digest(member(3).withIncarnation(1)));
        digests.set(3, digest(member(4).withIncarnation(1)));
        digests.set(4, digest(member(5).withIncarnation(1)));
        int again = ask(2);
        bench.forget().hear(2, new Message.SyncDigests(again, allBuckets(), digests));

        assertThat(bench.port.sent(Message.SyncRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted())
                        .extracting(Message.Wanted::name)
                        .containsExactly("m6"));
        bench.hear(2, verdict(6, Status.DEAD, Evidence.SILENT, "m2"), new Message.SyncDone(again));
        assertThat(bench.port.events(PeerEvent.Failed.class)).hasSize(1);
        assertThat(bench.peer.stats().dead()).isEqualTo(1);
    }

    @Test
    void after_half_the_tombstone_time_without_contact_all_members_are_dropped_and_their_addresses_tried() {
        bench.know(3).pass(1_802_000);
        assertThat(bench.peer.questions().members()).hasSize(1);
        assertThat(bench.port.events(PeerEvent.Forgotten.class)).hasSize(2);
        bench.pass(10_000);
        List<RecordingPort.Channel> joins = bench.port.channels.values().stream()
                .filter(channel -> channel.written.stream()
                        .anyMatch(message -> message instanceof Message.Hello hello && hello.purpose() == Purpose.JOIN))
                .toList();
        assertThat(joins).extracting(channel -> channel.to).contains(address(2), address(3));
    }
}
