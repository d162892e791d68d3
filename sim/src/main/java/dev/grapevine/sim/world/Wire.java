package dev.grapevine.sim.world;

import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between the messages of a process and what travels. A wire that keeps nothing may be shared by all processes of a world; one that seals belongs to
 * one process. {@code now} is the monotonic clock of its host.
 */
public interface Wire {

    /** Who seals under which salt. */
    default Introductions introductions() {
        return Introductions.NONE;
    }

    // ---- datagrams

    Packet datagram(Address to, List<Message> messages, long now);

    /** A datagram for everybody on the local segment. */
    default Packet broadcast(List<Message> messages, long now) {
        return datagram(Address.ipv4(-1, Host.PORT), messages, now);
    }

    /** Hands the messages of a datagram to the receiver: at once, later, or never. */
    void open(Packet packet, Address from, DatagramReceiver receiver, long now);

    /** Opens a datagram that came by broadcast. */
    default void openBroadcast(Packet packet, Address from, DatagramReceiver receiver, long now) {
        open(packet, from, receiver, now);
    }

    /** A frame of a stream was not taken, and ended the stream. */
    default void rejected(Decoded.Rejected frame) {}

    /** To be called after messages of a stream were handled: what they tell may release datagrams that wait. */
    default void release(long now) {}

    // ---- streams

    /** A frame of a stream that has no session. */
    Packet frame(List<Message> messages);

    /**
     * Turns the messages of a new stream into bytes; null if its frames are handed over as they are.
     *
     * @param opener whether its process opens the stream, or accepted it
     */
    default @Nullable StreamSession session(boolean opener) {
        return null;
    }
}
