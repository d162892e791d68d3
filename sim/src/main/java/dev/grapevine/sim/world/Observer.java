package dev.grapevine.sim.world;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches a world; it must not change it. What it throws ends the run. */
public interface Observer {

    /**
     * A process handed a datagram to its kernel.
     *
     * @param bytes sealed, without IP and UDP headers
     */
    default void sent(Process process, Address to, List<Message> messages, int bytes) {}

    /**
     * A process wrote a frame to a stream.
     *
     * @param bytes sealed, without IP and TCP headers
     * @param opening whether it is the first of a stream that this process opened
     */
    default void wrote(Process process, List<Message> messages, int bytes, boolean opening) {}

    /**
     * A process is about to handle one input or its timer.
     *
     * @param sender whose packet it is; null if it is none
     */
    default void stepping(Process process, @Nullable Host sender) {}

    /** A process handled one input or its timer. Comes before the events of that step. */
    default void stepped(Process process) {}

    /** A program told the one around it. */
    default void emitted(Process process, Event event) {}

    /** A process was killed, or its program has ended. */
    default void ended(Process process) {}
}
