package dev.grapevine.sim.world;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.view.Address;
import dev.grapevine.core.wire.Message;
import java.util.List;

/** Watches a world; it must not change it. What it throws ends the run. */
public interface Observer {

    /**
     * A process handed a datagram to its kernel.
     *
     * @param bytes sealed, without IP and UDP headers
     */
    default void sent(Process process, Address to, List<Message> messages, int bytes) {}

    /** A process handled one input or its timer. Comes before the events of that step. */
    default void stepped(Process process) {}

    /** A program told the one around it. */
    default void emitted(Process process, Event event) {}
}
