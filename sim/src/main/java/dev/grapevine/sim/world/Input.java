package dev.grapevine.sim.world;

import org.jspecify.annotations.Nullable;

/** Something that arrives at a process, at the instant at which it happens. */
abstract class Input extends Occurrence {

    /** Whether it takes a place in the socket's receive buffer. */
    boolean datagram() {
        return false;
    }

    /** Whose packet it is; null if it is none. */
    @Nullable Host sender() {
        return null;
    }

    /** Hands it to the program. */
    abstract void deliver(Program program, long now, SimPort port);
}
