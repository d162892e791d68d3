package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Claim;
import dev.grapevine.core.wire.Message.Identified;
import dev.grapevine.core.wire.Message.Identify;
import dev.grapevine.core.wire.Message.Met;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another record of this member's name is heard; the test plays members 2 to 5, and the other process at address 9. */
class PeerNameConflictTest {

    private static final List<Met> THIS_FIRST =
            List.of(new Met(2_000, address(9), 100), new Met(1_000, address(1), 50_000));
    private static final List<Met> OTHER_FIRST =
            List.of(new Met(1_000, address(1), 100), new Met(2_000, address(9), 50_000));

    private final PeerBench bench = new PeerBench();
    private final RecordingPort port = bench.port;

    /** What the other process claims; null if nobody answers. */
    private @Nullable Claim other;

    private long otherBorn = 2_000;

    /** Whom a member met. */
    private IntFunction<List<Met>> met = member -> List.of();

    /** Lets time pass while members and the other process answer. */
    private void play(long millis) {
        for (long until = bench.millis() + millis; bench.millis() < until && !bench.peer.stopped(); ) {
            bench.pass(5);
            List<RecordingPort.Datagram> sent = List.copyOf(port.sent);
            port.sent.clear();
            sent.forEach(this::answer);
        }
    }

    private void answer(RecordingPort.Datagram datagram) {
        Message first = datagram.messages().get(0);
        Address to = datagram.to();
        if (first instanceof Identified && datagram.messages().size() == 2) {
            answer((Identify) datagram.messages().get(1), to); // it asks back
        }
        if (first instanceof Message.Ping ping && !to.equals(address(9))) {
            bench.hear(to, new Message.Ack(ping.number(), true, 0));
        } else if (first instanceof Identify question) {
            assertThat(Codec.size(datagram.messages())).isEqualTo(112);
            answer(question, to);
        }
    }

    private void answer(Identify question, Address at) {
        if (!at.equals(address(9))) {
            bench.hear(at, new Identified(question.nonce(), Claim.NONE, 0, met.apply((int) (at.low() & 0xff))));
        } else if (other != null) {
            bench.hear(at, new Identified(question.nonce(), other, otherBorn, List.of()));
        }
    }

    private void run() {
        bench.know(5);
        play(6_000);
        bench.forget();
    }

    private void hearOther(long generation) {
        bench.hear(2, new Message.Alive(member("m1", 9).withGeneration(generation)));
    }

    private List<PeerEvent.NameConflict> conflicts() {
        return port.events(PeerEvent.NameConflict.class);
    }

    private static PeerEvent.NameConflict conflict(boolean fatal) {
        return new PeerEvent.NameConflict("m1", address(9), fatal);
    }

    // ---- no other process

    @Test
    void a_record_at_an_address_where_nobody_answers_is_overruled_and_no_conflict() {
        run();
        hearOther(2_000);
        play(600);
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
        assertThat(conflicts()).isEmpty();
    }

    @Test
    void a_raised_generation_is_kept_before_anybody_hears_of_it() {
        run();
        hearOther(2_000);
        bench.pass(600);
        int sentBefore = port.kept.getOrDefault(2_001L, -1);
        assertThat(port.kept).containsOnlyKeys(2_001L);
        assertThat(port.sent.subList(0, sentBefore)).noneMatch(PeerNameConflictTest::tellsOfTheRaise);
        assertThat(port.sent.subList(sentBefore, port.sent.size())).anyMatch(PeerNameConflictTest::tellsOfTheRaise);
    }

    private static boolean tellsOfTheRaise(RecordingPort.Datagram datagram) {
        return datagram.messages().stream()
                .anyMatch(message -> message instanceof Message.Alive alive
                        && alive.record().name().equals("m1")
                        && alive.record().generation() == 2_001);
    }

    @Test
    void a_socket_that_acks_pings_ends_nobody() {
        run();
        hearOther(2_000);
        for (int i = 0; i < 20; i++) {
            for (Message.Ping ping : port.sent(Message.Ping.class)) {
                bench.hear(9, new Message.Ack(ping.number(), true, 0));
            }
            port.sent.clear();
            bench.pass(100);
        }
        assertThat(bench.peer.stopped()).isFalse();
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
    }

    @Test
    void a_process_of_another_name_at_that_address_is_no_conflict() {
        run();
        other = Claim.NONE;
        hearOther(2_000);
        play(600);
        assertThat(conflicts()).isEmpty();
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
    }

    @Test
    void a_record_at_another_own_address_is_no_conflict() {
        run();
        bench.hear(2, new Message.Alive(member("m1", 7).withGeneration(1_000)));
        List<Identify> asked = port.sent(Identify.class);
        assertThat(asked).isNotEmpty();
        bench.hear(31, asked.get(0)); // from the address that the system chose for a packet to itself
        assertThat(port.sent(Identified.class)).isEmpty();
        assertThat(conflicts()).isEmpty();
        play(2_000);
        assertThat(bench.peer.stopped()).isFalse();
    }

    // ---- an address to join leads to a process of this name and generation

    private static final String SEED = "there:7000";

    private void joinOwnName(Address at) {
        bench.peer.resolved(SEED, List.of(at), null, bench.now());
        int other = (int) (at.low() & 0xff);
        long channel = bench.channelTo(other, Message.Purpose.JOIN);
        bench.write(channel, new Message.Hello(1, 1, "test", "m1", 1_000, Message.Purpose.JOIN));
        bench.write(channel, new Message.SyncDigests(bench.syncNumber(channel), new int[0], List.of()));
        bench.write(channel, new Message.SyncDone(bench.syncNumber(channel)));
    }

    @Test
    void a_copy_that_is_joined_is_a_conflict_although_its_record_is_told_by_nobody() {
        run();
        other = Claim.RUNNING;
        otherBorn = 1_000;
        met = member -> THIS_FIRST;
        bench.peer.commands().join(List.of(SEED), bench.now());
        joinOwnName(address(9));
        play(600);
        assertThat(conflicts()).containsExactly(conflict(false));
    }

    @Test
    void a_running_member_that_joins_itself_finds_that_out_by_one_question_and_tries_that_address_no_more() {
        run();
        bench.peer.commands().join(List.of(SEED), bench.now());
        joinOwnName(address(31));
        List<Identify> asked = port.sent(Identify.class);
        assertThat(asked).hasSize(1);
        bench.hear(32, asked.get(0)); // from the address that the system chose for a packet to itself
        long streams = streamsTo(address(31));
        bench.peer.resolved(SEED, List.of(address(31)), null, bench.now());
        play(2_000);
        assertThat(streamsTo(address(31))).isEqualTo(streams);
        assertThat(conflicts()).isEmpty();
    }

    private long streamsTo(Address address) {
        return port.channels.values().stream()
                .filter(channel -> channel.to.equals(address))
                .count();
    }

    // ---- both run

    @Test
    void the_one_stays_that_the_members_had_met_and_takes_a_generation_above_the_other() {
        run();
        other = Claim.RUNNING;
        met = member -> THIS_FIRST;
        hearOther(2_000);
        play(600);
        assertThat(conflicts()).containsExactly(conflict(false));
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
        assertThat(bench.peer.stopped()).isFalse();
    }

    @Test
    void the_other_ends_once_it_has_counted_twice_and_the_first_says_that_it_stays() {
        run();
        other = Claim.STAYS;
        met = member -> OTHER_FIRST;
        hearOther(2_000);
        play(900);
        assertThat(bench.peer.stopped()).isFalse();
        play(1_500);
        assertThat(conflicts()).containsExactly(conflict(false), conflict(true));
        assertThat(bench.peer.stopped()).isTrue();
    }

    @Test
    void one_that_is_to_yield_stays_when_the_other_no_longer_answers() {
        run();
        other = Claim.STAYS;
        met = member -> OTHER_FIRST;
        hearOther(2_000);
        play(700);
        other = null;
        play(3_000);
        assertThat(bench.peer.stopped()).isFalse();
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
    }

    @ParameterizedTest
    @ValueSource(longs = {999, 1_001})
    void at_a_tie_the_older_one_stays(long born) {
        run();
        other = Claim.STAYS;
        otherBorn = born;
        met = member -> member % 2 == 0 ? THIS_FIRST : OTHER_FIRST;
        hearOther(2_000);
        play(4_000);
        assertThat(bench.peer.stopped()).isEqualTo(born < 1_000);
    }

    @ParameterizedTest
    @EnumSource(
            value = Claim.class,
            names = {"RUNNING", "STAYS", "YIELDS"})
    void a_stranger_for_which_no_member_speaks_ends_nobody_whatever_it_claims(Claim claim) {
        for (int members : new int[] {1, 5}) {
            PeerNameConflictTest test = new PeerNameConflictTest();
            test.bench.know(members);
            test.play(6_000);
            test.other = claim;
            test.otherBorn = 1;
            test.bench.hear(9, new Message.Alive(member("m1", 9).withGeneration(2_000)));
            for (int i = 0; i < 12; i++) {
                test.bench.hear(9, padded(new Identify(i, "m1", 1, claim)));
                test.play(5_000);
            }
            assertThat(test.bench.peer.stopped()).as("with %d members", members).isFalse();
            assertThat(test.bench.peer.ready()).isTrue();
            assertThat(test.conflicts()).startsWith(conflict(false)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void the_other_process_is_no_member_and_has_no_voice() {
        bench.pass(3_000);
        hearOther(2_000);
        Identify asked = port.sent(Identify.class).get(0);
        bench.hear(9, new Identified(asked.nonce(), Claim.STAYS, 1, List.of()));
        for (int i = 0; i < 100; i++) {
            for (Identify again : port.sent(Identify.class)) {
                bench.hear(9, new Identified(again.nonce(), Claim.NONE, 0, OTHER_FIRST));
            }
            port.sent.clear();
            bench.pass(100);
        }
        assertThat(bench.peer.stopped()).isFalse();
    }

    @Test
    void of_two_copies_the_one_at_the_lower_address_stays_at_a_tie() {
        run();
        other = Claim.RUNNING;
        otherBorn = 1_000;
        bench.hear(2, new Message.Alive(member("m1", 9).withGeneration(1_000)));
        play(1_500);
        assertThat(conflicts()).containsExactly(conflict(false));
        assertThat(bench.peer.self().generation()).isEqualTo(1_001);
    }

    @Test
    void answers_from_elsewhere_without_the_nonce_or_repeated_are_dropped_and_counted() {
        run();
        other = Claim.RUNNING;
        met = member -> THIS_FIRST;
        hearOther(2_000);
        long before = bench.peer.stats().dropped().get(DropReason.UNEXPECTED);
        Identify asked = port.sent(Identify.class).get(0);
        Identified answer = new Identified(asked.nonce(), Claim.STAYS, 1, List.of());
        bench.hear(3, answer).hear(9, new Identified(asked.nonce() + 1, Claim.STAYS, 1, List.of()));
        assertThat(conflicts()).isEmpty();
        bench.hear(9, answer).hear(9, answer);
        assertThat(conflicts()).hasSize(1);
        assertThat(bench.peer.stats().dropped().get(DropReason.UNEXPECTED)).isEqualTo(before + 3);
    }

    // ---- nothing is announced

    private boolean announced() {
        Function<Message, Boolean> own = message -> message instanceof Message.Alive alive
                        && alive.record().name().equals("m1")
                || message instanceof Message.Verdict verdict && verdict.name().equals("m1");
        return port.sent.stream()
                .flatMap(datagram -> datagram.messages().stream())
                .anyMatch(own::apply);
    }

    @Test
    void while_the_name_is_contested_nothing_is_said_under_it_not_even_a_leave() {
        run();
        hearOther(2_000);
        Identify asked = port.sent(Identify.class).get(0);
        bench.hear(9, new Identified(asked.nonce(), Claim.RUNNING, 5, List.of()));
        bench.pass(100).forget();
        bench.hear(3, new Message.Verdict("m1", 1_000, 0, Status.SUSPECT, Evidence.SILENT, List.of("m3"), 0));
        bench.hear(2, PeerBench.pingFor("m1", 1_000, 3, 0));
        bench.peer.leave(bench.now());
        assertThat(bench.peer.stopped()).isTrue();
        assertThat(announced()).isFalse();
    }

    @Test
    void a_joiner_whose_name_is_taken_tells_nobody_and_gives_up_after_ten_seconds() {
        other = Claim.STAYS;
        hearOther(2_000);
        bench.hear(2, new Message.Alive(member(2)));
        play(9_900);
        assertThat(bench.peer.stopped()).isFalse();
        assertThat(bench.peer.ready()).isFalse();
        assertThat(announced()).isFalse();
        assertThat(conflicts()).containsExactly(conflict(false));
        play(1_000);
        assertThat(bench.peer.stopped()).isTrue();
        assertThat(conflicts()).containsExactly(conflict(false), conflict(true));
        assertThat(port.events).last().isEqualTo(new PeerEvent.Stopped());
    }

    @Test
    void a_joiner_waits_for_the_other_to_go_and_then_takes_the_name() {
        other = Claim.STAYS;
        hearOther(2_000);
        play(3_000);
        other = null;
        play(1_400);
        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
        play(1_000);
        assertThat(bench.peer.stopped()).isFalse();
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
        bench.pass(2_000);
        assertThat(bench.peer.ready()).isTrue();
    }

    @Test
    void of_two_joiners_the_older_one_goes_on() {
        other = Claim.JOINER;
        hearOther(2_000);
        play(700);
        assertThat(bench.peer.self().generation()).isEqualTo(2_001);
        assertThat(bench.peer.stopped()).isFalse();
    }

    // ---- what it answers

    @Test
    void it_tells_of_a_joiner_that_shows_itself_once_a_minute() {
        run();
        other = Claim.JOINER;
        for (int i = 0; i < 5; i++) {
            bench.hear(9, padded(new Identify(i, "m1", 2_000, Claim.JOINER)));
            play(500);
        }
        assertThat(conflicts()).containsExactly(conflict(false));
        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
    }

    private static Message[] padded(Identify question) {
        return new Message[] {question, new Message.Padding(112 - 2 - Codec.size(question))};
    }

    @ParameterizedTest
    @EnumSource(
            value = Claim.class,
            names = {"JOINER", "RUNNING", "STAYS", "YIELDS"})
    void a_question_by_nobody_changes_nothing(Claim claim) {
        run();
        bench.hear(9, padded(new Identify(7, "m1", 2_000, claim)));
        play(2_000);
        assertThat(conflicts()).isEmpty();
        assertThat(bench.peer.self()).isEqualTo(bench.peer.self().withGeneration(1_000));
        assertThat(bench.peer.stopped()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Claim.class,
            names = {"JOINER", "RUNNING", "STAYS", "YIELDS"})
    void a_process_that_never_answers_gets_one_packet_for_each_question_and_no_more_bytes(Claim claim) {
        run();
        int received = 0;
        for (int i = 1; i <= 20; i++) {
            Message[] question = i % 3 == 0
                    ? new Message[] {new Identify(i, "m1", 2_000, claim)}
                    : padded(new Identify(i, "m1", 2_000, claim));
            received += Codec.size(List.of(question));
            bench.hear(9, question).pass(37L * i);
            List<RecordingPort.Datagram> sent = port.sent.stream()
                    .filter(datagram -> datagram.to().equals(address(9)))
                    .toList();
            assertThat(sent).hasSizeLessThanOrEqualTo(i);
            assertThat(sent.stream()
                            .mapToInt(datagram -> Codec.size(datagram.messages()))
                            .sum())
                    .isLessThanOrEqualTo(received);
        }
        assertThat(port.sent(Identified.class)).hasSize(20);
    }

    @Test
    void a_process_that_asks_is_asked_back_with_the_answer_and_again_when_it_asks_again() {
        run();
        bench.hear(9, padded(new Identify(7, "m1", 2_000, Claim.RUNNING)));
        Identify first = askedBack();
        bench.pass(250);
        assertThat(port.sent(Identify.class)).isEmpty();
        bench.hear(9, padded(new Identify(7, "m1", 2_000, Claim.RUNNING)));
        assertThat(askedBack().nonce()).isEqualTo(first.nonce());
        bench.hear(9, new Identified(first.nonce(), Claim.RUNNING, 2_000, List.of()));
        assertThat(conflicts()).containsExactly(conflict(false));
    }

    @Test
    void a_process_that_asks_while_it_is_asked_is_asked_again_all_the_same() {
        run();
        hearOther(2_000);
        List<Identify> asked = port.sent(Identify.class);
        assertThat(asked).hasSize(1);
        bench.hear(9, padded(new Identify(7, "m1", 2_000, Claim.RUNNING)));
        port.sent.clear();
        bench.pass(250);
        assertThat(port.sent(Identify.class)).isNotEmpty().containsOnly(asked.get(0));
    }

    @Test
    void a_process_that_has_answered_before_is_asked_again_although_it_does_not_ask_again() {
        run();
        bench.hear(9, padded(new Identify(7, "m1", 2_000, Claim.RUNNING)));
        bench.hear(9, new Identified(askedBack().nonce(), Claim.JOINER, 2_000, List.of()));
        bench.pass(1_100); // after the pause that follows a decision
        port.sent.clear();
        bench.hear(9, padded(new Identify(8, "m1", 2_000, Claim.RUNNING)));
        Identify second = askedBack();
        bench.pass(250);
        assertThat(port.sent(Identify.class)).isNotEmpty().containsOnly(second);
    }

    private Identify askedBack() {
        List<RecordingPort.Datagram> sent = List.copyOf(port.sent);
        port.sent.clear();
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).messages()).hasSize(2);
        return (Identify) sent.get(0).messages().get(1);
    }

    @Test
    void it_tells_whom_it_met_under_a_name_and_who_was_there_before_a_newer_record() {
        run();
        bench.hear(9, padded(new Identify(7, "m3", 5, Claim.RUNNING)));
        assertThat(identified().met())
                .singleElement()
                .satisfies(one -> assertThat(one.address()).isEqualTo(address(3)));

        MemberRecord newer = member("m3", 8).withGeneration(50);
        bench.hear(2, new Message.Alive(newer)).forget();
        bench.hear(9, padded(new Identify(8, "m3", 5, Claim.RUNNING)));
        assertThat(identified().met()).extracting(Met::address).containsExactly(address(3));
        play(6_000);
        bench.hear(9, padded(new Identify(9, "m3", 5, Claim.RUNNING)));
        assertThat(identified().met()).extracting(Met::address).containsExactly(address(8), address(3));
        play(61_000);
        bench.hear(9, padded(new Identify(10, "m3", 5, Claim.RUNNING)));
        assertThat(identified().met()).extracting(Met::address).containsExactly(address(8));
    }

    @Test
    void one_that_was_dead_before_the_newer_record_is_not_told() {
        run();
        bench.hear(2, PeerBench.verdict(3, Status.DEAD, Evidence.REFUSED, "m2"));
        bench.hear(2, new Message.Alive(member("m3", 8).withGeneration(50)));
        bench.hear(9, padded(new Identify(8, "m3", 5, Claim.RUNNING)));
        assertThat(identified().met()).isEmpty();
    }

    private Identified identified() {
        List<Identified> answers = port.sent(Identified.class);
        port.sent.clear();
        return answers.get(answers.size() - 1);
    }
}
