package dev.grapevine.core.rumor;

import dev.grapevine.core.env.Port;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.MessageCounter;
import dev.grapevine.model.Address;
import dev.grapevine.model.MessageKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The only way out for datagrams: it counts them, keeps them within their budgets, sends none to this process itself, and
 * nothing once the peer has stopped.
 *
 * <h2>Budgets (PROTOCOL.md, section 9)</h2>
 *
 * To an address that has answered a ping of this member everything is sent. To any other address a datagram is one of two
 * things:
 *
 * <ul>
 *   <li>An <em>answer</em>: sent because of one datagram, to the address that it came from, or to the one third party that
 *       is to be asked for it. Each of the two gets one packet for a datagram, and never more bytes than the datagram had. So
 *       forged sender addresses gain nothing, whatever the datagram holds.
 *   <li>Sent on this member's own accord: then it is within the allowance of {@link UnprovenAddresses}.
 * </ul>
 *
 * What does not fit is not sent, and counted.
 */
public final class Outbox implements DropCounts {

    /** What a socket counts for: the first packets of a connection. */
    private static final int CONNECT_BYTES = 64;

    /** Asks a member whether it is at an address. */
    @FunctionalInterface
    public interface AddressQuestion {
        void ask(MemberEntry member, Address address, long now);
    }

    private final Port port;
    private final int capacity;
    private final View view;
    private final UnprovenAddresses unproven;
    private final MessageCounter sent = new MessageCounter();
    private @Nullable AddressQuestion question;
    private long overBudget;
    private boolean closed;

    /** The datagram that is being handled; empty between two of them. */
    private List<Message> handled = List.of();

    private @Nullable Address from;
    private boolean fromAnother;
    private boolean answered;
    private boolean passedOn;

    /** @param capacity bytes of messages that fit into a datagram, whatever seals it */
    public Outbox(Port port, View view, int capacity) {
        this.port = port;
        this.view = view;
        this.unproven = new UnprovenAddresses(view);
        this.capacity = capacity;
    }

    /** Sets how members are asked whether they are at an address that is not proven; called once. */
    public void follow(AddressQuestion asker) {
        question = asker;
    }

    /** Bytes of messages that fit into a datagram. */
    public int capacity() {
        return capacity;
    }

    /**
     * Whether this address has shown that it receives what is sent to it. That counts for nothing while a datagram is handled that came from there but
     * was made by another process: it did not ask.
     */
    public boolean proven(Address address) {
        return unproven.proven(address) && !(fromAnother && address.equals(from));
    }

    // ---- on this member's own accord

    /**
     * Sends one datagram that nobody asked for.
     *
     * @return whether it was sent; false if the local system refused it, or the budget did
     */
    public boolean send(Address to, List<Message> messages, long now) {
        return affordable(to, messages, now) && post(to, messages);
    }

    /** Sends one datagram with one message that nobody asked for. */
    public boolean send(Address to, Message message, long now) {
        return send(to, List.of(message), now);
    }

    /**
     * Sends one datagram of news. A receiver that is over its budget misses it, as if the network had lost it.
     *
     * @return false if the local system refused it
     */
    boolean push(Address to, List<Message> messages, long now) {
        return !affordable(to, messages, now) || post(to, messages);
    }

    private boolean affordable(Address to, List<Message> messages, long now) {
        if (closed || view.isOwn(to) || proven(to)) {
            return true;
        }
        boolean taken = unproven.take(to, Codec.size(messages), now);
        if (!taken) {
            overBudget++;
        }
        MemberEntry member = view.at(to);
        if (question != null && member != null && unproven.askNow(to, now)) {
            question.ask(member, to, now);
        }
        return taken;
    }

    /** How many bytes a datagram to this address may have now that nobody there has asked for; 0 if none may be sent. */
    public int room(Address to, long now) {
        return proven(to) ? capacity : Math.min(capacity, unproven.room(to, now));
    }

    /** Whether a socket may be opened to this address; it costs as much as a small datagram. */
    public boolean mayConnect(Address to, long now) {
        boolean allowed = proven(to) || unproven.take(to, CONNECT_BYTES, now);
        if (!allowed) {
            overBudget++;
        }
        return allowed;
    }

    // ---- answers

    /**
     * From now on answers belong to this datagram.
     *
     * @param forwarded whether its seal shows that another process made it than the member at that address
     */
    public void handling(List<Message> datagram, Address sender, boolean forwarded) {
        handled = datagram;
        from = sender;
        fromAnother = forwarded;
        answered = false;
        passedOn = false;
    }

    /** The datagram is handled: nothing more may be sent because of it but what was {@linkplain #reserve reserved}. */
    public void handled() {
        handled = List.of();
        from = null;
        fromAnother = false;
    }

    /** How many bytes an answer to the datagram that is being handled may have; 0 if there may be none to this address. */
    public int answerRoom(Address to) {
        if (proven(to)) {
            return capacity;
        }
        boolean used = to.equals(from) ? answered : passedOn;
        return used ? 0 : Math.min(capacity, Codec.size(handled));
    }

    /**
     * Reserves a packet of that many bytes, because of the datagram that is being handled, to be sent by
     * {@link #sendReserved}.
     *
     * @return whether it may be sent
     */
    public boolean reserve(Address to, int bytes, long now) {
        if (proven(to)) {
            return true;
        }
        if (bytes > answerRoom(to) || !unproven.takeOfAll(to, bytes, now)) {
            overBudget++;
            return false;
        }
        if (to.equals(from)) {
            answered = true;
        } else {
            passedOn = true;
        }
        return true;
    }

    /** Answers the datagram that is being handled, or asks a third party because of it. */
    public boolean answer(Address to, List<Message> messages, long now) {
        return reserve(to, proven(to) ? 0 : Codec.size(messages), now) && post(to, messages);
    }

    /** Sends what was reserved before. */
    public boolean sendReserved(Address to, List<Message> messages) {
        return post(to, messages);
    }

    private boolean post(Address to, List<Message> messages) {
        boolean taken = !closed && !view.isOwn(to) && port.send(to, messages);
        if (taken) {
            sent.add(messages);
        }
        return taken;
    }

    /** Sends messages to everybody on the local network segment. */
    public void broadcast(List<Message> messages) {
        if (!closed) {
            port.broadcast(messages);
        }
    }

    /** Sends nothing from now on. */
    public void close() {
        closed = true;
    }

    // ---- figures

    /** Datagrams sent, by the kind of their first message. */
    public Map<MessageKind, Long> sent() {
        return sent.byKind();
    }

    /** Datagrams and sockets that a budget refused. */
    @Override
    public long refused() {
        return overBudget;
    }
}
