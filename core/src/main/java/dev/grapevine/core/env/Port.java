package dev.grapevine.core.env;

import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer can do to the outside: implemented with sockets in {@code cluster}, and by the simulator. Only the thread
 * that drives the peer calls it. No method throws, none but {@link #keepGeneration} blocks, and none calls back into the peer before it has returned; what
 * follows from a call arrives later as an input of the peer.
 *
 * <p>A <em>channel</em> leads to one address and reports when it closes. It is a stream (TCP) or a connected datagram
 * socket, which unlike an unconnected one learns of "port unreachable". The implementation identifies channels by
 * numbers: positive, and never used twice by the same peer.
 */
public interface Port {

    /**
     * The peer's next deadline is now earlier than it was. Called in the midst of an input; for drivers that do not ask
     * for the deadline after every input.
     *
     * @param deadline monotonic nanoseconds
     */
    default void earlier(long deadline) {}

    /** The wall clock of the host, in milliseconds since 1970; other members are told of it. */
    long wallMillis();

    /**
     * Sends a datagram.
     *
     * @param messages a list that is not changed afterwards; several receivers of the same datagram get the same list
     *     object
     * @return false if the local system refused it (buffer full, no route, interface down). This says nothing about the
     *     receiver, and the datagram does not count as sent
     */
    boolean send(Address to, List<Message> messages);

    /** Sends a datagram to every process on the local segment, if the port is configured to. */
    void broadcast(List<Message> messages);

    /** Opens a stream. The peer hears of it by {@code channelOpened} or {@code channelClosed}. */
    long openStream(Address to);

    /** Opens a connected datagram socket. It is open at once; a refusal arrives as {@code channelClosed}. */
    long openDatagram(Address to);

    /** Writes to a channel that is open, or that is being opened: then it is sent as soon as the channel is open. */
    void write(long channel, List<Message> messages);

    /** What the sides of a sealed stream have agreed on; null before that, on a stream in clear, and on other channels. */
    default @Nullable StreamSecret secretOf(long channel) {
        return null;
    }

    /** Closes a channel once everything written has been handed to the system. The peer hears no more of it. */
    void close(long channel);

    /** Looks up a seed ({@code host:port} or {@code srv:name}). The result arrives as {@code resolved}. */
    void resolve(String seed);

    /**
     * This process raises its generation. Returns when a later start of the process will find it, so that it is kept before
     * anybody is told: otherwise a process that is killed at once might come back below its own tombstone. It happens
     * rarely, after a conflict of names or a clock that stepped back.
     */
    default void keepGeneration(long generation) {}

    /**
     * Something that is known of a member has changed: its record, its state, or that it is known at all. Called before
     * the events of that change, and also where there are none; for programs that publish copies of the view.
     */
    default void viewChanged(String member) {}

    /** Tells the program around the peer. */
    void emit(PeerEvent event);
}
