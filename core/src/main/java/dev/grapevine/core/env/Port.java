package dev.grapevine.core.env;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;

/**
 * What a peer may do to the world; implemented by sockets in {@code cluster} and by the simulator. Called only from the
 * thread that drives the peer. No method blocks, throws, or calls back into the peer before it has returned: what comes of
 * it arrives later as an input of the peer.
 *
 * <p>A <em>channel</em> is something that is opened to one address and tells when it closes: a stream (TCP), or a connected
 * datagram socket, which is the only kind that learns of "port unreachable". Channels are named by numbers that the
 * implementation gives out, positive and never used twice within a peer's life.
 */
public interface Port {

    /**
     * The peer's next deadline is now earlier than it was. Called in the middle of something; for those who do not want to ask for the
     * deadline after every call.
     */
    default void earlier(long deadline) {}

    /**
     * Sends a datagram.
     *
     * @param messages a list that nobody changes afterwards; where several are sent the same, it is the same list
     * @return false if the local system refused it (buffer full, no route, interface down): that says nothing about the
     *     receiver, and the datagram does not count as sent
     */
    boolean send(Address to, List<Message> messages);

    /** Sends a datagram to everyone on the local segment, where that is configured. */
    void broadcast(List<Message> messages);

    /** Opens a stream; the peer is told by {@code channelOpened} or {@code channelClosed}. */
    long openStream(Address to);

    /** Opens a connected datagram socket of its own; open at once, and {@code channelClosed} tells of a refusal. */
    long openDatagram(Address to);

    /** Writes to an open channel, or to one that is being opened (then it is sent once that succeeds). */
    void write(long channel, List<Message> messages);

    /** Closes a channel after what was written has been handed to the system. The peer hears no more of it. */
    void close(long channel);

    /** Looks a seed up ({@code host:port}, {@code srv:name}); the peer is told by {@code resolved}. */
    void resolve(String seed);

    /** Tells the program around the peer. */
    void emit(Event event);
}
