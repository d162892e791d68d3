package dev.grapevine.sim.world;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches a world, without changing it. What an observer throws ends the run. */
public interface Observer {

    /**
     * A process handed a datagram to its kernel.
     *
     * @param messages none, if sealing sent it, to ask for a proof or to give one
     * @param bytes sealed, without IP and UDP headers
     */
    default void sent(Process process, Address to, List<Message> messages, int bytes) {}

    /** A process that is not {@linkplain Program#observed() observed} handed a datagram to its kernel; bytes as in {@link #sent}. */
    default void intruded(Process process, Address to, List<Message> messages, int bytes) {}

    /** A sealed datagram, which did not come by broadcast, arrived at a process; whether that takes it is open. */
    default void arrived(Process process, Packet packet) {}

    /** A process is about to be given what a sealed datagram holds, unless that came by broadcast: a call for others proves nothing, and need not. */
    default void took(Process process, Packet packet) {}

    /**
     * A process wrote a frame to a stream.
     *
     * @param messages none, if the sides of a sealed stream agree on a key by it
     * @param bytes sealed, without IP and TCP headers
     * @param opening whether it is the first of a stream that this process opened
     */
    default void wrote(Process process, List<Message> messages, int bytes, boolean opening) {}

    /**
     * A process is about to handle one input or its timer.
     *
     * @param sender the host that sent it, if it is a packet; else null
     */
    default void stepping(Process process, @Nullable Host sender) {}

    /** A process handled one input or its timer. The events of that step follow. */
    default void stepped(Process process) {}

    /** A program emitted an event. */
    default void emitted(Process process, PeerEvent event) {}

    /** A process was killed, or its program ended. */
    default void ended(Process process) {}
}
