package dev.grapevine.core.rumor;

import dev.grapevine.core.env.Port;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.MessageCounter;
import dev.grapevine.model.Address;
import java.util.List;
import java.util.Map;

/** Everything that leaves by datagram goes through here: it is counted, and nothing goes once the peer is silent. */
public final class Outbox {

    private final Port port;
    private final MessageCounter sent = new MessageCounter();
    private boolean closed;

    public Outbox(Port port) {
        this.port = port;
    }

    /**
     * Sends one datagram.
     *
     * @return whether the local system took it
     */
    public boolean send(Address to, List<Message> messages) {
        if (closed) {
            return false;
        }
        boolean taken = port.send(to, messages);
        if (taken) {
            sent.add(messages);
        }
        return taken;
    }

    public boolean send(Address to, Message message) {
        return send(to, List.of(message));
    }

    public void broadcast(Message message) {
        if (!closed) {
            port.broadcast(List.of(message));
        }
    }

    public void close() {
        closed = true;
    }

    /** Datagrams sent, by the kind of their first message. */
    public Map<String, Long> sent() {
        return sent.byKind();
    }
}
