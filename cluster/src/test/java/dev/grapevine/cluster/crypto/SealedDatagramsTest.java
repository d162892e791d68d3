package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Salt;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sealed datagrams between two members whose clocks have nothing in common, with the ciphers of the JDK. */
class SealedDatagramsTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final Message PING = new Message.Ping(1, 2, 3);
    private static final Message DISCOVER_LIKE = new Message.Padding(40);

    private final SealedNode a = new SealedNode(1, 5 * SECOND, SealedNode.key(1));
    private final SealedNode b = new SealedNode(2, -77 * SECOND, SealedNode.key(1));

    private void pass(long nanos) {
        a.pass(nanos);
        b.pass(nanos);
    }

    private Salt saltOfA() {
        return Objects.requireNonNull(a.sealing.own()).salt();
    }

    // ---- proofs

    @Test
    void what_comes_from_an_unknown_salt_waits_for_a_proof_and_is_taken_within_a_round_trip_and_a_half() {
        b.receive(a.seal(b, PING));
        assertThat(b.taken).isEmpty();

        assertThat(SealedNode.exchange(a, b)).isEqualTo(3);
        assertThat(b.taken).containsExactly(new SealedNode.Taken(List.of(PING), a.address, SenderId.UNKNOWN));

        // Both are proven by the same exchange.
        a.receive(b.seal(a, PING));
        assertThat(a.taken).hasSize(1);
        b.receive(a.seal(b, PING));
        assertThat(b.taken).hasSize(2);
        assertThat(a.sent).isEmpty();
        assertThat(b.sent).isEmpty();
    }

    @Test
    void introduced_members_need_no_proof_and_are_named_by_their_salt() {
        SealedNode.introduce(a, b);
        pass(3_600 * SECOND);

        b.receive(a.seal(b, PING), Address.parse("127.0.0.1", 99));

        assertThat(b.taken)
                .containsExactly(
                        new SealedNode.Taken(List.of(PING), Address.parse("127.0.0.1", 99), new SenderId("a", 1)));
        assertThat(b.sent).isEmpty();
    }

    @Test
    void a_member_that_is_introduced_without_a_clock_proves_itself() {
        b.sealing.introduced("a", 1, Introduction.withoutClock(saltOfA()), b.now);
        b.receive(a.seal(b, PING));
        assertThat(b.taken).isEmpty();
        SealedNode.exchange(a, b);
        assertThat(b.taken).containsExactly(new SealedNode.Taken(List.of(PING), a.address, new SenderId("a", 1)));
    }

    @Test
    void what_waited_is_taken_when_its_sender_is_introduced() {
        b.receive(a.seal(b, PING));
        b.sent.clear();
        b.sealing.introduced("a", 1, Objects.requireNonNull(a.sealing.own()), b.now);
        assertThat(b.taken).isEmpty();
        b.sealing.release(b.now);
        assertThat(b.taken).hasSize(1);
    }

    @Test
    void an_answer_that_takes_longer_than_two_seconds_proves_nothing() {
        b.receive(a.seal(b, PING));
        a.receive(Objects.requireNonNull(b.sent.poll()));
        SealedNode.Sent answer = Objects.requireNonNull(a.sent.poll());
        pass(2 * SECOND + 1);
        b.receive(answer);
        assertThat(b.taken).isEmpty();
        assertThat(b.drops(DropReason.STALE)).as("what waited, and the answer").isEqualTo(2);
    }

    @Test
    void an_answer_proves_once() {
        b.receive(a.seal(b, PING));
        a.receive(Objects.requireNonNull(b.sent.poll()));
        SealedNode.Sent answer = Objects.requireNonNull(a.sent.poll());
        b.receive(answer);
        b.receive(answer);
        assertThat(b.taken).hasSize(1);
        assertThat(b.drops(DropReason.REPLAYED)).isEqualTo(1);
    }

    @Test
    void nobody_is_asked_more_than_once_in_200_ms_and_not_more_than_500_times_a_second_in_all() {
        for (int i = 0; i < 5; i++) {
            b.receive(a.seal(b, PING));
        }
        assertThat(b.sent).hasSize(1);
        pass(199 * MILLI);
        b.receive(a.seal(b, PING));
        assertThat(b.sent).hasSize(1);
        pass(MILLI);
        b.receive(a.seal(b, PING));
        assertThat(b.sent).hasSize(2);
        assertThat(b.sent.poll().bytes()).hasSize(48);
    }

    @Test
    void who_sent_fewer_bytes_than_a_question_has_is_not_asked_unless_it_was_sent_something_lately() {
        Message ack = new Message.Ack(1, true, 0);
        b.receive(a.seal(b, ack));
        assertThat(b.sent).isEmpty();
        b.seal(a, PING);
        b.receive(a.seal(b, ack));
        assertThat(b.sent).hasSize(1);
    }

    @Test
    void a_held_datagram_is_not_held_twice_and_eight_are_held_at_most() {
        SealedNode.Sent first = a.seal(b, PING);
        b.receive(first);
        b.receive(first);
        for (int i = 0; i < 10; i++) {
            a.pass(1_000);
            b.receive(a.seal(b, PING));
        }
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(8);
        assertThat(b.drops(DropReason.LIMIT)).isEqualTo(3);
        assertThat(b.drops(DropReason.REPLAYED)).isEqualTo(1);
    }

    /** Records the datagrams that a number of processes sent in earlier runs. */
    private List<SealedNode.Sent> recording(int runs, int each) {
        List<SealedNode.Sent> recording = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            SealedNode earlier = new SealedNode(1, run * 1_000_000_000L, SealedNode.key(1));
            for (int i = 0; i < each; i++) {
                earlier.pass(1_000_000);
                recording.add(earlier.seal(b, PING));
            }
        }
        return recording;
    }

    @Test
    void a_recording_of_many_runs_leaves_room_for_a_process_that_has_just_started() {
        recording(200, 20).forEach(b::receive);
        b.sent.clear();
        b.receive(a.seal(b, PING));
        // It answers, while the recording goes on.
        SealedNode.Sent question = b.sent.remove();
        recording(20, 20).forEach(b::receive);
        a.receive(question);
        b.receive(a.sent.remove());
        assertThat(b.taken).hasSize(1);
    }

    @Test
    void salts_that_did_not_answer_cost_no_question_for_a_while() {
        List<SealedNode.Sent> recording = recording(200, 20);
        recording.forEach(b::receive);
        assertThat(b.sent).hasSize(200);
        b.sent.clear();
        pass(2_001_000_000);
        recording.forEach(b::receive);
        assertThat(b.sent).isEmpty();
        b.receive(a.seal(b, PING));
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(1);

        pass(2_001_000_000);
        recording.forEach(b::receive);
        assertThat(b.sent).as("another try: a path may have let nothing back").hasSize(200);
    }

    @Test
    void a_recording_does_not_drive_out_members_that_are_known() {
        SealedNode.introduce(a, b);
        recording(400, 1).forEach(b::receive);
        pass(1_000_000_000);
        recording(400, 1).forEach(b::receive);
        b.sent.clear();
        b.receive(a.seal(b, PING));
        assertThat(b.taken).hasSize(1);
        assertThat(b.sent).isEmpty();
    }

    // ---- replays and age

    @Test
    void nothing_is_taken_twice_in_any_order() {
        Random random = new Random(5);
        SealedNode.introduce(a, b);
        for (int round = 0; round < 50; round++) {
            List<SealedNode.Sent> recorded = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                pass(random.nextInt(3) * MILLI);
                recorded.add(a.seal(b, PING));
            }
            Collections.shuffle(recorded, random);
            int before = b.taken.size();
            recorded.forEach(b::receive);
            assertThat(b.taken).hasSize(before + 60);
            Collections.shuffle(recorded, random);
            recorded.forEach(b::receive);
            assertThat(b.taken).hasSize(before + 60);
        }
        assertThat(b.drops(DropReason.REPLAYED)).isEqualTo(50 * 60);
    }

    @Test
    void what_was_held_back_for_more_than_a_minute_is_not_taken_and_its_sender_is_still_heard() {
        pass(SECOND);
        SealedNode.introduce(a, b);
        b.receive(a.seal(b, PING));
        SealedNode.Sent kept = a.seal(b, PING);
        SealedNode.Sent old = a.seal(b, PING);
        pass(60 * SECOND);
        b.receive(kept);
        assertThat(b.taken).hasSize(2);
        pass(200 * MILLI);
        b.receive(old);
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(2);
        assertThat(b.drops(DropReason.STALE)).isEqualTo(1);
        b.receive(a.seal(b, PING));
        assertThat(b.taken).hasSize(3);
    }

    @Test
    void clocks_that_drift_by_1000_ppm_for_a_day_stay_fresh_without_a_question() {
        SealedNode.introduce(a, b);
        for (int i = 0; i < 86_400; i++) {
            a.pass(SECOND);
            b.pass(SECOND + MILLI - 1_000);
            b.receive(a.seal(b, PING));
            a.receive(b.seal(a, PING));
            a.wallMillis = a.now / 1_000_000;
            b.wallMillis = b.now / 1_000_000;
        }
        assertThat(b.taken).hasSize(86_400);
        assertThat(a.taken).hasSize(86_400);
        assertThat(b.sent).isEmpty();
        assertThat(a.sent).isEmpty();
    }

    @Test
    void a_recording_of_an_earlier_run_is_never_taken() {
        SealedNode.introduce(a, b);
        List<SealedNode.Sent> recorded = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            pass(10 * MILLI);
            recorded.add(a.seal(b, PING));
            recorded.add(a.seal(b, DISCOVER_LIKE));
        }
        SealedNode restarted = new SealedNode(2, 1_000 * SECOND, SealedNode.key(1));
        SealedNode newA = new SealedNode(1, 2_000 * SECOND, SealedNode.key(1));
        SealedNode.introduce(newA, restarted);
        for (SealedNode.Sent datagram : recorded) {
            restarted.pass(MILLI);
            restarted.receive(datagram);
        }
        // The process that lives at that address answers questions under its own salt, which proves no other.
        newA.members.add(restarted.address);
        SealedNode.exchange(newA, restarted);
        assertThat(restarted.taken).isEmpty();
    }

    @Test
    void a_call_by_broadcast_is_heard_once() {
        SealedNode.Sent call = a.seal(b, new Message.Discover(record(), true));
        b.discover(call);
        b.discover(call);
        assertThat(b.taken).hasSize(1);
        assertThat(b.drops(DropReason.REPLAYED)).isEqualTo(1);
        assertThat(b.sent).isEmpty();
    }

    private MemberRecord record() {
        return new MemberRecord("a", 1, 0, Status.ALIVE, List.of(a.address), "", 1, 1, 1_000, 0);
    }

    @Test
    void an_introduction_that_was_held_back_makes_nothing_fresh_that_is_old() {
        SealedNode c = new SealedNode(3, 9 * SECOND, SealedNode.key(1));
        SealedNode.introduce(c, b, "c");
        SealedNode.Sent old = a.seal(b, PING);
        pass(50 * SECOND);
        c.pass(50 * SECOND);
        SealedNode.Sent recent = a.seal(b, PING);
        SealedNode.Sent introduction = c.seal(b, new Message.Alive(record(), a.sealing.own()));
        pass(59 * SECOND);
        c.pass(59 * SECOND);
        b.receive(introduction);
        b.receive(old);
        b.receive(recent);
        assertThat(b.taken).hasSize(2);
        assertThat(b.taken.get(1).sender()).isEqualTo(new SenderId("a", 1));
        assertThat(b.drops(DropReason.STALE)).isZero();
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(2);
    }

    // ---- the own salt

    @Test
    void a_reflected_datagram_is_dropped() {
        SealedNode.Sent own = a.seal(b, PING);
        a.receive(own, b.address);
        assertThat(a.drops(DropReason.UNEXPECTED)).isEqualTo(1);
        assertThat(a.copies).isEmpty();
    }

    @Test
    void a_suspend_draws_a_new_salt_and_doubts_all_others() {
        SealedNode.introduce(a, b);
        b.receive(a.seal(b, PING));
        Salt before = saltOfA();
        a.wallMillis += 1_001;
        SealedNode.Sent next = a.seal(b, PING);
        assertThat(saltOfA()).isNotEqualTo(before);
        b.receive(next);
        assertThat(b.taken).hasSize(1);
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(2);
    }

    @Test
    void a_question_from_before_a_suspend_proves_nothing_and_what_was_held_is_dropped() {
        SealedNode.Sent old = a.seal(b, PING);
        b.receive(a.seal(b, PING));
        a.receive(Objects.requireNonNull(b.sent.poll()));
        SealedNode.Sent answer = Objects.requireNonNull(a.sent.poll());
        a.pass(3_600 * SECOND);
        b.wallMillis += 3_600_000;
        b.receive(answer);
        b.receive(old);
        assertThat(b.taken).isEmpty();
        SealedNode.exchange(a, b);
        assertThat(b.taken).isEmpty();
        b.pass(200 * MILLI);
        b.receive(a.seal(b, PING));
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(1);
    }

    @Test
    void a_wall_clock_that_is_set_by_less_than_a_second_changes_nothing() {
        Salt before = saltOfA();
        a.wallMillis += 999;
        a.seal(b, PING);
        assertThat(saltOfA()).isEqualTo(before);
    }

    @Test
    void no_counter_is_used_twice_under_a_salt_however_fast_datagrams_follow() {
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            headers.add(java.util.HexFormat.of().formatHex(a.seal(b, PING).bytes(), 0, 16));
        }
        assertThat(headers).doesNotHaveDuplicates();
    }

    // ---- keys and garbage

    @Test
    void what_another_key_sealed_is_not_taken() {
        SealedNode stranger = new SealedNode(3, 0, SealedNode.key(2));
        b.receive(stranger.seal(b, PING));
        assertThat(b.drops(DropReason.SEAL)).isEqualTo(1);
        assertThat(b.sent).isEmpty();
    }

    @Test
    void two_keys_whose_hints_are_the_same_are_both_tried() {
        byte[] first = SealedNode.key(1);
        byte[] second = null;
        JdkCryptography jdk = new JdkCryptography();
        byte hint = dev.grapevine.core.seal.ClusterKey.of(first, jdk).id().hint();
        for (int i = 0; second == null; i++) {
            byte[] candidate = SealedNode.key(7);
            candidate[0] = (byte) i;
            candidate[1] = (byte) (i >> 8);
            if (dev.grapevine.core.seal.ClusterKey.of(candidate, jdk).id().hint() == hint) {
                second = candidate;
            }
        }
        SealedNode both = new SealedNode(3, 0, first, second);
        SealedNode sealsWithSecond = new SealedNode(4, 0, second);
        both.receive(sealsWithSecond.seal(both, PING));
        SealedNode.exchange(both, sealsWithSecond);
        assertThat(both.taken).isEmpty(); // the other cannot read the answer, which the first key sealed
        SealedNode.introduce(both, sealsWithSecond);
        both.sealing.release(both.now);
        assertThat(both.taken).hasSize(1);
    }

    @Test
    void every_changed_bit_is_found() {
        SealedNode.introduce(a, b);
        byte[] original = a.seal(b, PING).bytes();
        int dropped = 0;
        for (int bit = 0; bit < original.length * 8; bit++) {
            byte[] changed = original.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            b.pass(10 * MILLI);
            b.receive(new SealedNode.Sent(a.address, b.address, changed));
            dropped++;
        }
        assertThat(b.taken).isEmpty();
        assertThat(dropped).isEqualTo(384);
        for (int length = 0; length < original.length; length++) {
            b.pass(10 * MILLI);
            b.receive(new SealedNode.Sent(a.address, b.address, java.util.Arrays.copyOf(original, length)));
        }
        assertThat(b.taken).isEmpty();
        assertThat(b.sent).isEmpty();
    }

    @Test
    void unknown_salts_are_opened_500_times_a_second_half_of_them_for_members() {
        Random random = new Random(9);
        byte[] sample = a.seal(b, PING).bytes();
        b.members.add(a.address);
        Address stranger = Address.parse("127.0.0.1", 9);
        for (int i = 0; i < 1_000; i++) {
            byte[] garbage = sample.clone();
            for (int j = 1; j < garbage.length; j++) {
                garbage[j] = (byte) random.nextInt();
            }
            b.receive(new SealedNode.Sent(stranger, b.address, garbage));
        }
        assertThat(b.drops(DropReason.SEAL)).isEqualTo(250);
        assertThat(b.drops(DropReason.LIMIT)).isEqualTo(750);
        b.receive(a.seal(b, PING));
        SealedNode.exchange(a, b);
        assertThat(b.taken).hasSize(1);
    }

    @Test
    void a_flood_of_forgeries_under_a_known_salt_leaves_its_member_heard() {
        Random random = new Random(9);
        SealedNode.introduce(a, b);
        b.members.add(a.address);
        byte[] sample = a.seal(b, PING).bytes();
        Address stranger = Address.parse("127.0.0.1", 9);
        for (int i = 0; i < 3_000; i++) {
            byte[] forged = sample.clone();
            for (int j = 16; j < forged.length; j++) {
                forged[j] = (byte) random.nextInt();
            }
            b.receive(new SealedNode.Sent(stranger, b.address, forged));
        }
        assertThat(b.drops(DropReason.SEAL)).isEqualTo(2_000);
        assertThat(b.drops(DropReason.LIMIT)).isEqualTo(1_000);
        b.receive(a.seal(b, PING));
        assertThat(b.taken).hasSize(1);
    }
}
