package dev.grapevine.sim.member;

import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameReader;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.Address;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The wire format of the protocol. Messages are immutable, so by default the receiver is given the sender's objects, and only
 * their size is computed. With {@code encoded}, each message is really written to bytes, sealed, opened and read.
 */
public final class CodecWire implements Wire {

    /** The length and the flag of a stream frame, in bytes. */
    private static final int FRAME_OVERHEAD = 5;

    private final Seal seal;
    private final Packets packets;
    private final boolean encoded;

    public CodecWire(String cluster, boolean encoded) {
        this.seal = new PlainSeal(cluster);
        this.packets = new Packets(seal);
        this.encoded = encoded;
    }

    /** What sealing adds to a datagram, in bytes. */
    public int overhead() {
        return seal.overhead();
    }

    @Override
    public Packet datagram(Address to, List<Message> messages, long now) {
        List<Message> read = encoded ? batch(packets.read(packets.write(messages)), messages) : messages;
        return Packet.of(read, packets.size(messages));
    }

    @Override
    public void open(Packet packet, Address from, DatagramReceiver receiver, long now) {
        receiver.receive(packet.messages(), from, null, now);
    }

    @Override
    public Packet frame(List<Message> messages) {
        return Packet.of(frameRead(messages), packets.size(messages) + FRAME_OVERHEAD);
    }

    private List<Message> frameRead(List<Message> messages) {
        if (!encoded) {
            return messages;
        }
        FrameReader reader = new FrameReader(seal);
        ByteBuffer bytes = new FrameWriter(seal).write(messages);
        List<Message> read = new ArrayList<>(messages.size());
        for (Decoded next = reader.next(bytes); next != null; next = reader.next(bytes)) {
            read.addAll(batch(next, messages));
        }
        return read;
    }

    private static List<Message> batch(Decoded decoded, List<Message> written) {
        if (decoded instanceof Decoded.Batch batch && batch.skipped() == 0) {
            return batch.messages();
        }
        throw new IllegalStateException("the codec does not read what it wrote: " + decoded + " of " + written);
    }
}
