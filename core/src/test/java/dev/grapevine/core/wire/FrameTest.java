package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static final Message HELLO = new Message.Hello(1, 1, "shop", "node1", 5, Message.Purpose.PROBE);
    private static final Message PING = new Message.Ping(1, 2, 3);
    private static final Message REFUSED = new Message.Refused(Message.Reason.CLUSTER, "this is bar");

    private final FrameWriter writer = new FrameWriter(new PlainSeal("shop"));
    private final FrameReader reader = new FrameReader(new PlainSeal("shop"));
    private final FrameReader stranger = new FrameReader(new PlainSeal("bar"));

    @Test
    void a_greeting_goes_in_a_neutral_frame_and_the_rest_in_a_fenced_one() {
        ByteBuffer bytes = writer.write(List.of(HELLO, PING));

        assertThat(reader.next(bytes)).isEqualTo(new Decoded.Batch(List.of(HELLO), 0));
        assertThat(reader.next(bytes)).isEqualTo(new Decoded.Batch(List.of(PING), 0));
        assertThat(reader.next(bytes)).isNull();
        assertThat(reader.midFrame()).isFalse();
    }

    @Test
    void another_cluster_reads_the_greeting_and_the_refusal_and_nothing_else() {
        ByteBuffer bytes = writer.write(List.of(HELLO, REFUSED, PING));

        assertThat(stranger.next(bytes)).isEqualTo(new Decoded.Batch(List.of(HELLO, REFUSED), 0));
        Decoded rejected = stranger.next(bytes);
        assertThat(rejected)
                .isEqualTo(new Decoded.Rejected(DropReason.FENCE, "wrong checksum: damaged, or of another cluster"));
        assertThat(stranger.next(writer.write(List.of(HELLO)))).isEqualTo(rejected);
    }

    @Test
    void frames_are_read_however_the_stream_is_cut() {
        long seed = ThreadLocalRandom.current().nextLong();
        SplittableRandom cuts = new SplittableRandom(seed);
        RandomMessages random = new RandomMessages(seed);
        for (int round = 0; round < 200; round++) {
            List<Message> messages = random.list(30);
            ByteBuffer bytes = writer.write(messages);
            List<Message> read = new ArrayList<>();
            while (bytes.hasRemaining()) {
                int length = Math.min(bytes.remaining(), 1 + cuts.nextInt(cuts.nextBoolean() ? 3 : 5_000));
                ByteBuffer chunk = bytes.slice(bytes.position(), length);
                bytes.position(bytes.position() + length);
                for (Decoded next = reader.next(chunk); next != null; next = reader.next(chunk)) {
                    assertThat(next).as("seed %d", seed).isInstanceOf(Decoded.Batch.class);
                    read.addAll(((Decoded.Batch) next).messages());
                }
                assertThat(chunk.hasRemaining()).isFalse();
            }
            assertThat(read).as("seed %d", seed).isEqualTo(messages);
            assertThat(reader.midFrame()).isFalse();
        }
    }

    @Test
    void long_lists_are_split_below_64_KiB() {
        List<Message> messages = Collections.nCopies(2_000, delta(100));
        ByteBuffer bytes = writer.write(messages);
        List<Message> read = new ArrayList<>();
        int frames = 0;
        while (bytes.hasRemaining()) {
            int length = bytes.getInt(bytes.position());
            assertThat(length).isLessThanOrEqualTo(65_536);
            read.addAll(((Decoded.Batch) reader.next(bytes)).messages());
            frames++;
        }
        assertThat(read).isEqualTo(messages);
        assertThat(frames).isEqualTo(Codec.size(messages) / 65_536 + 1);
    }

    @Test
    void a_message_longer_than_64_KiB_has_a_frame_of_its_own_and_one_over_1_MiB_is_refused() {
        List<Message> messages = List.of(PING, delta(200_000), PING);
        ByteBuffer bytes = writer.write(messages);

        for (Message message : messages) {
            assertThat(reader.next(bytes)).isEqualTo(new Decoded.Batch(List.of(message), 0));
        }
        assertThatThrownBy(() -> writer.write(List.of(delta(1 << 20))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("STATE_DELTA takes a frame of 1048609 bytes, more than 1048576");
    }

    @Test
    void nothing_but_a_greeting_is_taken_from_a_neutral_frame() {
        Writer forged = new Writer(64);
        forged.u32(1 + 4 + 16);
        forged.u8(FrameWriter.NEUTRAL);
        forged.skip(4);
        Codec.encode(PING, forged);
        new PlainSeal("shop").seal(SealContext.NEUTRAL_FRAME, forged.array(), 5, 16);

        assertThat(reader.next(ByteBuffer.wrap(forged.copy())))
                .isEqualTo(new Decoded.Rejected(DropReason.MALFORMED, "more than a greeting in a neutral frame"));
    }

    @Test
    void bad_lengths_and_flags_break_the_stream_off() {
        assertThat(broken(0, 0, 0, 4)).isEqualTo(new Decoded.Rejected(DropReason.MALFORMED, "frame too short"));
        assertThat(broken(0, 0x10, 0, 1))
                .isEqualTo(new Decoded.Rejected(DropReason.OVERSIZE, "frame of more than 1048576 bytes"));
        assertThat(broken(0xff, 0, 0, 1))
                .isEqualTo(new Decoded.Rejected(DropReason.OVERSIZE, "frame of more than 1048576 bytes"));
        assertThat(broken(0, 0, 0, 5, 2, 0, 0, 0, 0))
                .isEqualTo(new Decoded.Rejected(DropReason.MALFORMED, "unknown frame flag"));
    }

    private static Object broken(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        Decoded decoded = new FrameReader(new PlainSeal("shop")).next(buffer.flip());
        return decoded == null ? "more wanted" : decoded;
    }

    private static Message delta(int length) {
        return new Message.StateDelta("node1", 5, 0, 1, false, List.of(new StateEntry("k", 1, new byte[length])));
    }
}
