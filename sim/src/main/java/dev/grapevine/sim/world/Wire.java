package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** How messages look on the wire: how many bytes they take, and what the receiver reads. Asked when they are sent. */
public interface Wire {

    /** Bytes of a datagram of these messages, sealed, without IP and UDP headers. */
    int datagramSize(List<Message> messages);

    /** Bytes of a stream frame of these messages, sealed. */
    int frameSize(List<Message> messages);

    /** What the receiver reads of a datagram: the same list, or one that was written to bytes and read again. */
    List<Message> datagram(List<Message> messages);

    /** What the receiver reads of a stream frame. */
    List<Message> frame(List<Message> messages);
}
