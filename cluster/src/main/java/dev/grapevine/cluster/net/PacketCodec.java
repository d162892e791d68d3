package dev.grapevine.cluster.net;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameReader;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.Rejected;
import dev.grapevine.core.wire.Seal;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to bytes and back, under one seal, with the count of what was dropped. Of the loop's thread alone. */
final class PacketCodec {

    private final Seal seal;
    private final Packets packets;
    private final FrameWriter frames;
    private final TrafficCounter traffic;

    /** One byte longer than a datagram may be, so that one that was cut off is known as too long. */
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

    /** An empty buffer to receive a datagram into; always the same. */
    ByteBuffer received() {
        return received.clear();
    }

    /** A datagram, valid until the next call. */
    ByteBuffer datagram(List<Message> messages) {
        return packets.write(messages);
    }

    /** The messages of a datagram that came; null if it was dropped, which is counted. */
    @Nullable List<Message> open(ByteBuffer datagram) {
        traffic.datagramReceived(datagram.remaining());
        return messagesOf(packets.read(datagram));
    }

    /** Frames for a stream, in a buffer of their own. */
    ByteBuffer frames(List<Message> messages) {
        return frames.write(messages);
    }

    FrameReader newFrameReader() {
        return new FrameReader(seal);
    }

    /** What was decoded; null if it was dropped, which is counted. */
    @Nullable List<Message> messagesOf(Decoded decoded) {
        if (decoded instanceof Decoded.Batch batch) {
            return batch.messages();
        }
        traffic.drop(((Rejected) decoded).drop());
        return null;
    }
}
