package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.DropReason;
import dev.grapevine.model.MessageKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in: nothing is thrown, little is allocated, and what is taken can be passed on. */
class FuzzTest {

    private static final int INPUTS = 100_000;
    /** The smallest messages and elements, of 2 to 4 bytes, become objects of 16 to 100. */
    private static final int BYTES_PER_BYTE = 64;

    private static final int BYTES_AT_LEAST = 2_048;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final RandomMessages messages = new RandomMessages(seed);

    @Test
    void random_bytes_in_and_around_messages_never_throw_and_stay_within_the_bound() throws Exception {
        System.out.println("FuzzTest, messages: seed " + seed);
        Allocation allocation = new Allocation();
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = input(i % 4);
            long before = allocation.bytes();
            Decoded decoded = Codec.decode(input, 0, input.length);
            long allocated = allocation.bytes() - before;

            if (allocated > BYTES_AT_LEAST + (long) BYTES_PER_BYTE * input.length) {
                // The first calls pay for loading of classes too; whoever is guilty is so again.
                before = allocation.bytes();
                Codec.decode(input, 0, input.length);
                allocated = allocation.bytes() - before;
            }
            assertThat(allocated)
                    .as("seed %d, input %d: %s", seed, i, Golden.hex(input))
                    .isLessThanOrEqualTo(BYTES_AT_LEAST + (long) BYTES_PER_BYTE * input.length);
            if (decoded instanceof Decoded.Batch batch) {
                assertCanBePassedOn(batch.messages());
            } else {
                assertThat(((Decoded.Rejected) decoded).reason()).isEqualTo(DropReason.MALFORMED);
            }
        }
    }

    private void assertCanBePassedOn(List<Message> taken) {
        byte[] bytes = Codec.encode(taken);
        assertThat(Codec.decode(bytes, 0, bytes.length)).as("seed %d", seed).isEqualTo(new Decoded.Batch(taken, 0));
    }

    private byte[] input(int shape) {
        return switch (shape) {
            case 0 -> noise(random.nextInt(200));
            case 1 -> fieldsOfNoise();
            default -> damaged(Codec.encode(messages.list(3)), shape == 2 ? 1 : 1 + random.nextInt(20));
        };
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A known kind with the right length, then bytes that lean to small numbers, so that counts and lengths often fit. */
    private byte[] fieldsOfNoise() {
        byte[] fields = noise(random.nextInt(200));
        for (int i = 0; i < fields.length; i++) {
            if (random.nextBoolean()) {
                fields[i] &= 7;
            }
        }
        Writer writer = new Writer(fields.length + 3);
        writer.u8(MessageKind.values()[random.nextInt(MessageKind.values().length)].code());
        writer.varint(fields.length);
        writer.raw(fields);
        return writer.copy();
    }

    private byte[] damaged(byte[] bytes, int times) {
        for (int i = 0; i < times && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) (bytes[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt(256);
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("dev.grapevine.core.wire.GoldenTest#vectors")
    void every_single_flipped_bit_is_detected_by_the_seal_and_harmless_without_it(Golden vector) {
        Packets packets = new Packets(new PlainSeal("grapevine"));
        ByteBuffer packet = packets.write(List.of(Golden.messages().get(vector.title())));
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(packets.read(bytes, 0, bytes.length))
                    .as("bit %d", bit)
                    .isEqualTo(
                            new Decoded.Rejected(DropReason.FENCE, "wrong checksum: damaged, or of another cluster"));
            assertThat(Codec.decode(bytes, 4, bytes.length - 4))
                    .as("bit %d", bit)
                    .isNotNull();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void random_streams_never_throw_and_hold_no_more_than_what_arrived() throws Exception {
        System.out.println("FuzzTest, streams: seed " + seed);
        Allocation allocation = new Allocation();
        PlainSeal seal = new PlainSeal("grapevine");
        FrameWriter writer = new FrameWriter(seal);
        for (int i = 0; i < 5_000; i++) {
            ByteBuffer valid = writer.write(messages.list(6));
            byte[] bytes = new byte[valid.remaining()];
            valid.get(bytes);
            ByteBuffer stream = ByteBuffer.wrap(i % 2 == 0 ? noise(random.nextInt(200)) : damaged(bytes, 1));
            FrameReader reader = new FrameReader(seal);
            int length = stream.remaining();
            long before = allocation.bytes();
            while (stream.hasRemaining()) {
                ByteBuffer chunk = stream.slice(stream.position(), Math.min(stream.remaining(), 100));
                stream.position(stream.position() + chunk.remaining());
                Decoded next = reader.next(chunk);
                while (next instanceof Decoded.Batch) {
                    next = reader.next(chunk);
                }
            }
            assertThat(allocation.bytes() - before)
                    .as("seed %d, stream %d", seed, i)
                    .isLessThanOrEqualTo(16_384 + (long) BYTES_PER_BYTE * length);
        }
    }

    @Test
    void a_frame_that_promises_a_mebibyte_and_brings_little_costs_little() throws Exception {
        Allocation allocation = new Allocation();
        FrameReader reader = new FrameReader(new PlainSeal("grapevine"));
        ByteBuffer chunk = ByteBuffer.allocate(1_000).putInt(0, 1 << 20);
        long before = allocation.bytes();

        assertThat(reader.next(chunk)).isNull();
        assertThat(allocation.bytes() - before).isLessThan(65_536);
        assertThat(reader.midFrame()).isTrue();
    }
}
