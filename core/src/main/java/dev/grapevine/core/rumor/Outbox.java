package dev.grapevine.core.rumor;

import dev.grapevine.core.env.Port;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.MessageCounter;
import dev.grapevine.model.Address;
import dev.grapevine.model.MessageKind;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The only way out for datagrams: it counts them, sends none to this process itself, and nothing once the peer has
 * stopped.
 */
public final class Outbox {

    private final Port port;
    private final int capacity;
    private final Predicate<Address> own;
    private final MessageCounter sent = new MessageCounter();
    private boolean closed;

    /**
     * @param capacity bytes of messages that fit into a datagram, whatever seals it
     * @param own whether an address is this process's own
     */
    public Outbox(Port port, int capacity, Predicate<Address> own) {
        this.port = port;
        this.capacity = capacity;
        this.own = own;
    }

    /** Bytes of messages that fit into a datagram. */
    public int capacity() {
        return capacity;
    }

    /**
     * Sends one datagram.
     *
     * @return whether the local system took it
     */
    public boolean send(Address to, List<Message> messages) {
        if (closed || own.test(to)) {
            return false;
        }
        boolean taken = port.send(to, messages);
        if (taken) {
            sent.add(messages);
        }
        return taken;
    }

    /** Sends one datagram with one message. */
    public boolean send(Address to, Message message) {
        return send(to, List.of(message));
    }

    /** Sends a message to everybody on the local network segment. */
    public void broadcast(Message message) {
        if (!closed) {
            port.broadcast(List.of(message));
        }
    }

    /** Sends nothing from now on. */
    public void close() {
        closed = true;
    }

    /** Datagrams sent, by the kind of their first message. */
    public Map<MessageKind, Long> sent() {
        return sent.byKind();
    }
}
