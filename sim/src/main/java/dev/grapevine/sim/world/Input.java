package dev.grapevine.sim.world;

/** Something that arrives at a process, at the instant at which it happens. */
abstract class Input extends Occurrence {

    /** Whether it takes a place in the socket's receive buffer. */
    boolean datagram() {
        return false;
    }

    /** Hands it to the program. */
    abstract void deliver(Program program, long now, SimPort port);
}
