package dev.grapevine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameReader;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;

/** The decoders of bytes that come from the network: nothing is thrown, and what is taken can be passed on. */
class DecoderFuzzTest {

    @FuzzTest
    void datagram(byte[] body) {
        Decoded decoded = Codec.decode(body, 0, body.length);
        if (decoded instanceof Decoded.Batch batch) {
            byte[] again = Codec.encode(batch.messages());
            assertThat(Codec.decode(again, 0, again.length)).isEqualTo(new Decoded.Batch(batch.messages(), 0));
        } else {
            assertThat(((Decoded.Rejected) decoded).reason()).isEqualTo(DropReason.MALFORMED);
        }
    }

    /** A stream whose bytes arrive in two chunks; the first byte says where it is cut. */
    @FuzzTest
    void frames(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        FrameReader reader = new FrameReader(new NoSeal());
        int cut = 1 + Math.min(bytes.length - 1, bytes[0] & 0xff);
        boolean open = read(reader, ByteBuffer.wrap(bytes, 1, cut - 1));
        if (open) {
            read(reader, ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        }
    }

    private static boolean read(FrameReader reader, ByteBuffer chunk) {
        for (Decoded next = reader.next(chunk); next != null; next = reader.next(chunk)) {
            if (next instanceof Decoded.Rejected rejected) {
                assertThat(reader.next(chunk))
                        .as("a broken stream stays broken")
                        .isSameAs(rejected);
                return false;
            }
        }
        assertThat(chunk.hasRemaining()).isFalse();
        return true;
    }

    /** The value of an entry of another member's state. */
    @FuzzTest
    void instance(byte[] value) {
        String key = StateKeys.service("web", "1");
        ServiceCodec.decode(key, value)
                .ifPresent(instance -> assertThat(ServiceCodec.decode(key, ServiceCodec.encode(instance)))
                        .contains(instance));
    }
}
