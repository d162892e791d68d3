package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketsTest {

    private static final List<Message> PING = List.of(new Message.Ping(7, 42, 0x1122_3344_5566_7788L));

    private final Packets packets = new Packets(new PlainSeal("grapevine"));

    @Test
    void a_ping_takes_20_bytes_an_ack_that_agrees_8_and_one_that_does_not_16() {
        assertThat(packets.write(PING).remaining()).isEqualTo(20);
        assertThat(packets.write(List.of(new Message.Ack(7, true, 0))).remaining())
                .isEqualTo(8);
        assertThat(packets.write(List.of(new Message.Ack(7, false, 1))).remaining())
                .isEqualTo(16);
        assertThat(packets.size(PING)).isEqualTo(20);
    }

    @Test
    void what_was_written_is_read_by_a_member_of_the_same_cluster() {
        Packets other = new Packets(new PlainSeal("grapevine"));

        assertThat(other.read(packets.write(PING))).isEqualTo(new Decoded.Batch(PING, 0));
    }

    @Test
    void a_packet_of_another_cluster_is_dropped_at_the_fence() {
        Packets other = new Packets(new PlainSeal("grapewine"));

        assertThat(other.read(packets.write(PING)))
                .isEqualTo(new Decoded.Rejected(DropReason.FENCE, "wrong checksum: damaged, or of another cluster"));
    }

    @Test
    void the_buffer_is_used_again_and_a_shorter_packet_leaves_no_trace_of_a_longer() {
        packets.write(new RandomMessages(1).list(12));

        assertThat(packets.read(packets.write(PING))).isEqualTo(new Decoded.Batch(PING, 0));
    }

    /** Makes other bytes each time, as one that encrypts does. */
    private static final class Counting implements Seal {
        private byte sealed;

        @Override
        public int header() {
            return 1;
        }

        @Override
        public int trailer() {
            return 0;
        }

        @Override
        public void seal(SealContext context, byte[] buffer, int start, int length) {
            buffer[start] = ++sealed;
        }

        @Override
        public Opened open(SealContext context, byte[] buffer, int start, int length) {
            return new Body(buffer, start + 1, length - 1);
        }
    }

    @Test
    void the_same_list_again_makes_the_same_bytes_and_another_list_between_does_not_disturb_that() {
        ByteBuffer first = ByteBuffer.allocate(20).put(packets.write(PING)).flip();

        assertThat(packets.write(PING)).isEqualTo(first);
        assertThat(packets.write(List.of(new Message.Ack(7, true, 0)))).isNotEqualTo(first);
        assertThat(packets.write(PING)).isEqualTo(first);
    }

    @Test
    void a_seal_that_must_not_make_the_same_bytes_twice_seals_the_same_list_again() {
        Packets counted = new Packets(new Counting());

        assertThat(counted.write(PING).get(0)).isEqualTo((byte) 1);
        assertThat(counted.write(PING).get(0)).isEqualTo((byte) 2);
    }

    @Test
    void a_packet_that_could_not_be_written_is_not_sent_the_next_time_either() {
        List<Message> wrong = List.of(new Message.Ping(7, 42, 0), new Message.Padding(-1));

        assertThatThrownBy(() -> packets.write(wrong)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> packets.write(wrong)).isInstanceOf(RuntimeException.class);
        assertThat(packets.read(packets.write(PING))).isEqualTo(new Decoded.Batch(PING, 0));
    }

    @Test
    void a_packet_shorter_than_its_checksum_is_malformed_and_one_too_long_is_oversize() {
        assertThat(packets.read(new byte[3], 0, 3))
                .isEqualTo(new Decoded.Rejected(DropReason.MALFORMED, "shorter than its checksum"));
        assertThat(packets.read(new byte[1_401], 0, 1_401))
                .isEqualTo(new Decoded.Rejected(DropReason.OVERSIZE, "datagram of more than 1400 bytes"));
    }

    @Test
    void a_packet_is_read_from_the_middle_of_a_buffer() {
        ByteBuffer written = packets.write(PING);
        ByteBuffer buffer = ByteBuffer.allocate(100).position(30);
        buffer.put(written).flip().position(30);

        assertThat(packets.read(buffer)).isEqualTo(new Decoded.Batch(PING, 0));
    }
}
