package dev.grapevine.sim.world;

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
    final Packet packet;
    /** Its place in the stream. */
    final long sequence;
    /** Whether it is in flight or has arrived; else it waits to be sent again. */
    boolean launched;

    Segment(StreamEnd sender, Kind kind, Packet packet, long sequence) {
        this.sender = sender;
        this.kind = kind;
        this.packet = packet;
        this.sequence = sequence;
    }

    @Override
    void happen() {
        sender.other().arrived(this);
    }
}
