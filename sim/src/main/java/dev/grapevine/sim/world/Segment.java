package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** A segment of a stream; it happens when it arrives. */
final class Segment extends Occurrence {

    /** What it carries. */
    enum Kind {
        /** The end of the handshake: the process on the other side learns of the stream. */
        ESTABLISH,
        DATA,
        FIN
    }

    final StreamEnd sender;
    final Kind kind;
    final List<Message> messages;
    final int bytes;
    /** Its place in the stream. */
    final long sequence;
    /** Whether it is in flight or has arrived; else it waits to be sent again. */
    boolean launched;

    Segment(StreamEnd sender, Kind kind, List<Message> messages, int bytes, long sequence) {
        this.sender = sender;
        this.kind = kind;
        this.messages = messages;
        this.bytes = bytes;
        this.sequence = sequence;
    }

    @Override
    void happen() {
        sender.other().arrived(this);
    }
}
