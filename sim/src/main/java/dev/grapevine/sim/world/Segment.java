package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** A piece of a stream; it happens when it arrives. */
final class Segment extends Occurrence {

    /** What it says. */
    enum Kind {
        /** The handshake is complete: the other side's process learns of the stream. */
        ESTABLISH,
        DATA,
        FIN
    }

    final StreamEnd sender;
    final Kind kind;
    final List<Message> messages;
    final int bytes;
    /** Place in the stream. */
    final long sequence;
    /** Whether it is on its way, or has arrived; else it waits to be sent again. */
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
