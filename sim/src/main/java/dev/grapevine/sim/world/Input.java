package dev.grapevine.sim.world;

import org.jspecify.annotations.Nullable;

/** Something that arrives at a process when it happens. */
abstract class Input extends Occurrence {

    /** Whether it takes up room in the socket's receive buffer. */
    boolean datagram() {
        return false;
    }

    /** The host that sent it, if it is a packet; else null. */
    @Nullable Host sender() {
        return null;
    }

    /** Hands it to the program. */
    abstract void deliver(Program program, long now, SimPort port);
}
