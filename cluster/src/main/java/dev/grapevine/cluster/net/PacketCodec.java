package dev.grapevine.cluster.net;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameReader;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.Seal;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes messages under one seal, and counts what it drops. Used by the loop's thread only. */
final class PacketCodec {

    private final Seal seal;
    private final Packets packets;
    private final FrameWriter frames;
    private final TrafficCounter traffic;

    /** One byte longer than a valid datagram, so that a truncated one is recognized as too long. */
    private final ByteBuffer received = ByteBuffer.allocate(Packets.MAX_LENGTH + 1);

    PacketCodec(Seal seal, TrafficCounter traffic) {
        this.seal = seal;
        this.packets = new Packets(seal);
        this.frames = new FrameWriter(seal);
        this.traffic = traffic;
    }

    TrafficCounter traffic() {
        return traffic;
    }

    /** An empty buffer for receiving a datagram; always the same one. */
    ByteBuffer received() {
        return received.clear();
    }

    /** The datagram for these messages; valid until the next call. */
    ByteBuffer datagram(List<Message> messages) {
        return packets.write(messages);
    }

    /** The messages of a received datagram; null if it was dropped and counted. */
    @Nullable List<Message> open(ByteBuffer datagram) {
        traffic.datagramReceived(datagram.remaining());
        return messagesOf(packets.read(datagram));
    }

    /** The frames for a stream, in a new buffer. */
    ByteBuffer frames(List<Message> messages) {
        return frames.write(messages);
    }

    FrameReader newFrameReader() {
        return new FrameReader(seal);
    }

    /** The messages that were decoded; null if the input was rejected, which is counted. */
    @Nullable List<Message> messagesOf(Decoded decoded) {
        if (decoded instanceof Decoded.Batch batch) {
            return batch.messages();
        }
        traffic.drop(((Decoded.Rejected) decoded).reason());
        return null;
    }
}
