package dev.grapevine.cluster.net;

import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes messages, and counts what it drops. Used by the loop's thread only. */
final class PacketCodec {

    private final Sealing sealing;
    private final TrafficCounter traffic;
    private AllowList allowed = AllowList.ALL;

    /** One byte longer than a valid datagram, so that a truncated one is recognized as too long. */
    private final ByteBuffer received = ByteBuffer.allocate(Packets.MAX_LENGTH + 1);

    /** @param sealing counts its drops with the same counter */
    PacketCodec(Sealing sealing, TrafficCounter traffic) {
        this.sealing = sealing;
        this.traffic = traffic;
    }

    TrafficCounter traffic() {
        return traffic;
    }

    void allow(AllowList networks) {
        allowed = networks;
    }

    /** Whether an address may be spoken with; counts it if not. */
    boolean admits(Address address) {
        boolean admitted = allowed.allows(address);
        if (!admitted) {
            traffic.drop(DropReason.NOT_ALLOWED);
        }
        return admitted;
    }

    /** An empty buffer for receiving a datagram; always the same one. */
    ByteBuffer received() {
        return received.clear();
    }

    /** The datagram for these messages; valid until the next call. */
    ByteBuffer datagram(Address to, List<Message> messages) {
        return sealing.datagram(to, messages, System.nanoTime());
    }

    /** The datagram of these messages for everybody on the local segment; valid until the next call. */
    ByteBuffer broadcast(List<Message> messages) {
        return sealing.broadcast(messages, System.nanoTime());
    }

    /** Hands the messages of a received datagram on, unless it is dropped and counted. */
    void open(ByteBuffer datagram, Address from, DatagramReceiver receiver, long now) {
        traffic.datagramReceived(datagram.remaining());
        sealing.open(datagram, from, receiver, now);
    }

    /** Hands on what a datagram that came by broadcast may say, unless it is dropped and counted. */
    void openDiscovery(ByteBuffer datagram, Address from, DatagramReceiver receiver, long now) {
        traffic.datagramReceived(datagram.remaining());
        sealing.openDiscovery(datagram, from, receiver, now);
    }

    /** The session of a new stream. */
    StreamSession newSession(boolean incoming) {
        return incoming ? sealing.acceptedStream() : sealing.openedStream();
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
