package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.rumor.Packing.Piece;
import dev.grapevine.core.rumor.Packing.Priority;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {

    private static Rumor rumor(int member) {
        MemberEntry about = Samples.entry(Samples.viewOf(2), member);
        return new Rumor(new Rumor.Key(Rumor.Topic.RECORD, about.name()), about, 0, null, true, 0);
    }

    private static Piece piece(Priority priority, int size) {
        Rumor rumor = rumor(1);
        return new Piece(rumor, new Message.Padding(0), size, priority);
    }

    private static Message.Verdict verdict(Status status) {
        return new Message.Verdict("m2", 1, 0, status, Evidence.NONE, List.of(), 0);
    }

    private static int sum(List<Piece> pieces) {
        return pieces.stream().mapToInt(Piece::size).sum();
    }

    @Test
    void the_own_record_goes_before_verdicts_before_comings_and_goings_before_state() {
        assertThat(Packing.priority(new Message.Alive(Samples.member(1)), "m1")).isEqualTo(Priority.OWN_RECORD);
        assertThat(Packing.priority(verdict(Status.DEAD), "m1")).isEqualTo(Priority.VERDICT);
        assertThat(Packing.priority(verdict(Status.SUSPECT), "m1")).isEqualTo(Priority.VERDICT);
        assertThat(Packing.priority(verdict(Status.LEFT), "m1")).isEqualTo(Priority.MEMBERSHIP);
        assertThat(Packing.priority(new Message.Alive(Samples.member(2)), "m1")).isEqualTo(Priority.MEMBERSHIP);
        assertThat(Packing.priority(new Message.StateVersion("m2", 1, 3), "m1")).isEqualTo(Priority.STATE);
        assertThat(Packing.priority(new Message.StateDelta("m1", 1, 0, 3, true, List.of()), "m1"))
                .isEqualTo(Priority.STATE);
        assertThat(Priority.values())
                .containsExactly(Priority.OWN_RECORD, Priority.VERDICT, Priority.MEMBERSHIP, Priority.STATE);
    }

    @Test
    void the_size_of_a_piece_is_that_on_the_wire() {
        Message message = new Message.Alive(Samples.member(2));
        Rumor rumor = rumor(2);
        assertThat(Packing.piece(rumor, message, "m1").size()).isEqualTo(Codec.encode(List.of(message)).length);
    }

    @Test
    void pieces_are_split_over_packets_in_their_order_and_none_is_too_long() {
        Random random = new Random(5);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            pieces.add(piece(Priority.MEMBERSHIP, 1 + random.nextInt(300)));
        }
        List<List<Piece>> packets = Packing.packets(pieces, 1_168);

        assertThat(packets).allSatisfy(packet -> assertThat(sum(packet)).isBetween(1, 1_168));
        assertThat(packets.stream().flatMap(List::stream).toList()).isEqualTo(pieces);
        assertThat(packets.subList(0, packets.size() - 1))
                .allSatisfy(packet -> assertThat(sum(packet)).isGreaterThan(1_168 - 300));
        assertThat(Packing.packets(List.of(), 1_168)).isEmpty();
    }

    @Test
    void what_fits_exactly_goes_in_one_packet() {
        assertThat(Packing.packets(List.of(piece(Priority.STATE, 600), piece(Priority.STATE, 568)), 1_168))
                .hasSize(1);
        assertThat(Packing.packets(List.of(piece(Priority.STATE, 600), piece(Priority.STATE, 569)), 1_168))
                .hasSize(2);
    }

    @Test
    void what_rides_is_never_longer_than_the_room() {
        Random random = new Random(6);
        for (int round = 0; round < 200; round++) {
            List<Piece> pieces = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pieces.add(piece(Priority.values()[i / 5], 1 + random.nextInt(400)));
            }
            int room = random.nextInt(1_200) - 10;
            assertThat(sum(Packing.fill(pieces, room))).isLessThanOrEqualTo(Math.max(0, room));
        }
    }

    @Test
    void what_is_too_long_is_stepped_over() {
        Piece small = piece(Priority.MEMBERSHIP, 50);
        assertThat(Packing.fill(List.of(piece(Priority.VERDICT, 200), small), 100))
                .containsExactly(small);
    }

    @Test
    void while_membership_news_waits_state_fills_at_most_half() {
        Piece join = piece(Priority.MEMBERSHIP, 100);
        Piece one = piece(Priority.STATE, 300);
        Piece two = piece(Priority.STATE, 200);
        Piece three = piece(Priority.STATE, 150);

        assertThat(Packing.fill(List.of(join, one, two, three), 1_000)).containsExactly(join, one, two);
        assertThat(Packing.fill(List.of(one, two, three), 1_000)).containsExactly(one, two, three);
    }

    @Test
    void without_membership_news_state_may_fill_all() {
        Piece one = piece(Priority.STATE, 700);
        Piece two = piece(Priority.STATE, 300);
        assertThat(Packing.fill(List.of(one, two), 1_000)).containsExactly(one, two);
        Piece large = piece(Priority.STATE, 600);
        assertThat(Packing.fill(List.of(two, large), 1_000)).containsExactly(two, large);
    }
}
