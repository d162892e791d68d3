package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.rumor.RumorPackets.Piece;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RumorPacketsTest {

    private static final int CAPACITY = 1_168;

    private final View view = Samples.viewOf(2);

    private Rumor rumor(int member) {
        MemberEntry about = Samples.entry(view, member);
        return new Rumor(new Rumor.Key(Rumor.Topic.RECORD, about.name()), about, 0, null, true, 0);
    }

    private Piece piece(PacketPriority priority, int size) {
        return new Piece(rumor(1), new Message.Padding(0), size, priority);
    }

    private static int sum(List<Piece> pieces) {
        return pieces.stream().mapToInt(Piece::size).sum();
    }

    @Test
    void the_size_of_a_piece_is_that_on_the_wire() {
        RumorPackets packets = new RumorPackets(
                Settings.of(Profile.LAN),
                Samples.entry(view, 1),
                new RecordMessages(Samples.entry(view, 1), Introductions.NONE),
                (name, version) -> null,
                new Outbox(new RecordingPort(), view, CAPACITY));
        Message message = new Message.Alive(Samples.member(2));

        assertThat(packets.inOrder(List.of(rumor(2)), 0)).singleElement().satisfies(piece -> {
            assertThat(piece.message()).isEqualTo(message);
            assertThat(piece.size()).isEqualTo(Codec.encode(List.of(message)).length);
        });
    }

    // ---- packets of rumors alone

    @Test
    void pieces_are_split_over_packets_in_their_order_and_none_is_too_long() {
        Random random = new Random(5);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            pieces.add(piece(PacketPriority.MEMBERSHIP, 1 + random.nextInt(300)));
        }
        List<List<Piece>> packets = RumorPackets.split(pieces, CAPACITY);

        assertThat(packets).allSatisfy(packet -> assertThat(sum(packet)).isBetween(1, CAPACITY));
        assertThat(packets.stream().flatMap(List::stream).toList()).isEqualTo(pieces);
        assertThat(packets.subList(0, packets.size() - 1))
                .allSatisfy(packet -> assertThat(sum(packet)).isGreaterThan(CAPACITY - 300));
        assertThat(RumorPackets.split(List.of(), CAPACITY)).isEmpty();
    }

    @Test
    void what_fits_exactly_goes_in_one_packet() {
        Piece first = piece(PacketPriority.STATE, 600);
        assertThat(RumorPackets.split(List.of(first, piece(PacketPriority.STATE, 568)), CAPACITY))
                .hasSize(1);
        assertThat(RumorPackets.split(List.of(first, piece(PacketPriority.STATE, 569)), CAPACITY))
                .hasSize(2);
    }

    // ---- what rides along

    @Test
    void what_rides_is_never_longer_than_the_room() {
        Random random = new Random(6);
        for (int round = 0; round < 200; round++) {
            List<Piece> pieces = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pieces.add(piece(PacketPriority.values()[i / 4], 1 + random.nextInt(400)));
            }
            int room = random.nextInt(1_200) - 10;
            assertThat(sum(RumorPackets.fill(pieces, room))).isLessThanOrEqualTo(Math.max(0, room));
        }
    }

    @Test
    void what_is_too_long_is_stepped_over() {
        Piece small = piece(PacketPriority.MEMBERSHIP, 50);
        assertThat(RumorPackets.fill(List.of(piece(PacketPriority.VERDICT, 200), small), 100))
                .containsExactly(small);
    }

    @Test
    void while_membership_news_waits_state_fills_at_most_half() {
        Piece join = piece(PacketPriority.MEMBERSHIP, 100);
        Piece one = piece(PacketPriority.STATE, 300);
        Piece two = piece(PacketPriority.STATE, 200);
        Piece three = piece(PacketPriority.STATE, 150);

        assertThat(RumorPackets.fill(List.of(join, one, two, three), 1_000)).containsExactly(join, one, two);
        assertThat(RumorPackets.fill(List.of(one, two, three), 1_000)).containsExactly(one, two, three);
    }

    @Test
    void without_membership_news_state_may_fill_all() {
        Piece one = piece(PacketPriority.STATE, 700);
        Piece two = piece(PacketPriority.STATE, 300);
        assertThat(RumorPackets.fill(List.of(one, two), 1_000)).containsExactly(one, two);
        Piece large = piece(PacketPriority.STATE, 600);
        assertThat(RumorPackets.fill(List.of(two, large), 1_000)).containsExactly(two, large);
    }

    @Test
    void state_fills_half_or_all_of_what_an_accusation_leaves() {
        Piece accusation = piece(PacketPriority.ACCUSATION, 200);
        Piece join = piece(PacketPriority.MEMBERSHIP, 100);
        Piece half = piece(PacketPriority.STATE, 400);
        Piece more = piece(PacketPriority.STATE, 401);
        Piece all = piece(PacketPriority.STATE, 800);

        assertThat(RumorPackets.fill(List.of(accusation, join, more, half), 1_000))
                .containsExactly(accusation, join, half);
        assertThat(RumorPackets.fill(List.of(accusation, all), 1_000)).containsExactly(accusation, all);
    }
}
