package dev.grapevine.core;

import dev.grapevine.core.env.Handshake;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.RareNotice;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.MessageCounter;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.model.Address;
import dev.grapevine.model.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the messages that arrive reach a handler (PROTOCOL.md, section 9), and counts the others. It refuses what arrives
 * after the end, what this process sent itself, numbers that no member has, and every question of a datagram but the first.
 */
final class Intake implements DropCounts {

    private final View view;
    private final LocalMember local;
    private final Handshake handshake;
    private final Plausibility plausibility;
    private final Expiry expiry;
    private final RareNotice implausible;
    private final MessageCounter received = new MessageCounter();
    private long afterStop;
    private long fromSelf;
    private long afterFirst;
    private long forAnother;
    private long outsideStream;
    private boolean closed;

    Intake(Membership membership, Handshake handshake, Plausibility plausibility, Expiry expiry, Port port) {
        this.view = membership.view();
        this.local = membership.local();
        this.handshake = handshake;
        this.plausibility = plausibility;
        this.expiry = expiry;
        this.implausible = new RareNotice(port);
    }

    /** Those messages of a datagram that are to be handled; none if the list is empty. */
    List<Message> ofDatagram(List<Message> heard, Address from, long now) {
        if (closed) {
            afterStop++;
            return List.of();
        }
        if (view.isOwn(from)) {
            countOwn(heard);
            return List.of();
        }
        expiry.heard(now);
        List<Message> believed = believed(heard, from, now);
        if (believed.isEmpty()) {
            return believed;
        }
        received.add(believed);
        return oneQuestion(forThisMember(believed));
    }

    /** Those messages of a stream that are to be handled; none if the list is empty. */
    List<Message> ofStream(List<Message> heard, long now) {
        meet(heard, now);
        return believed(heard, null, now);
    }

    /** Takes no more datagrams. */
    void close() {
        closed = true;
    }

    /** A datagram from an address of this process: its own broadcast, or one with a forged sender. */
    private void countOwn(List<Message> messages) {
        for (Message message : messages) {
            if (!(message instanceof Message.Discover call
                    && local.is(call.self().name()))) {
                fromSelf++;
            }
        }
    }

    /** Keeps numbers that no member has from all handlers. */
    private List<Message> believed(List<Message> heard, @Nullable Address from, long now) {
        List<Message> believed = plausibility.believed(heard, now);
        if (believed != heard) {
            implausible.report(
                    from,
                    times -> "refused numbers that no member has in " + times + " packets since the last such notice: "
                            + "a generation more than a day ahead of every clock known here, or an incarnation, version "
                            + "or age out of bounds; compare the clocks, or look for who sends them",
                    now);
        }
        return believed;
    }

    /** Leaves out what another member is asked to do, as where somebody sends a datagram on to many. */
    private List<Message> forThisMember(List<Message> messages) {
        int others = 0;
        for (int i = 0; i < messages.size(); i++) {
            others += isForAnother(messages.get(i)) ? 1 : 0;
        }
        if (others == 0) {
            return messages; // as in every datagram that came where it was sent
        }
        forAnother += others;
        return messages.stream().filter(message -> !isForAnother(message)).toList();
    }

    private boolean isForAnother(Message message) {
        int asked = 0;
        if (message instanceof Message.PingRequest request) {
            asked = request.asked();
        } else if (message instanceof Message.Examine examine) {
            asked = examine.asked();
        }
        return asked != 0 && asked != IdentityHash.generation(local.entry());
    }

    /**
     * One datagram provokes no more than one answer, and is one attempt to guess a number. The answer to a question about a
     * name may bring a question back.
     */
    private List<Message> oneQuestion(List<Message> messages) {
        int questions = 0;
        for (int i = 0; i < messages.size(); i++) {
            questions += isNews(messages.get(i).kind()) ? 0 : 1;
        }
        if (questions <= 1) {
            return messages; // as in almost every datagram of a member
        }
        List<Message> kept = new ArrayList<>(messages.size());
        MessageKind last = null;
        for (Message message : messages) {
            MessageKind kind = message.kind();
            boolean askedBack = last == MessageKind.IDENTIFIED && kind == MessageKind.IDENTIFY;
            if (isNews(kind)) {
                kept.add(message);
            } else if (last == null || askedBack) {
                kept.add(message);
                last = kind;
            }
        }
        afterFirst += messages.size() - kept.size();
        return kept;
    }

    /** Whether any number of messages of this kind may be in a datagram. Of all others it has one: what the datagram is sent for. */
    private static boolean isNews(MessageKind kind) {
        return switch (kind) {
            case ALIVE, VERDICT, STATE_DELTA, STATE_VERSION, PADDING -> true;
            default -> false;
        };
    }

    /**
     * The other side of a stream may introduce itself in its hello. While this member knows nobody, it takes over the clock of the
     * member that it joins, or that joins it.
     */
    private void meet(List<Message> messages, long now) {
        if (!messages.isEmpty()
                && messages.get(0) instanceof Message.Hello hello
                && handshake.objectionTo(hello).isEmpty()) {
            if (view.live() == 1 && hello.purpose() == Message.Purpose.JOIN) {
                plausibility.met(hello.clockMillis(), now);
            }
            handshake.introduced(hello, now);
        }
    }

    /** A message came in a datagram that has its place on a stream. */
    void outsideStream() {
        outsideStream++;
    }

    // ---- figures

    /** Datagrams received, by the kind of their first message. */
    Map<MessageKind, Long> received() {
        return received.byKind();
    }

    /** Messages from an address of this process, for another member, after the question of their datagram, or not on their stream. */
    @Override
    public long unexpected() {
        return fromSelf + afterFirst + forAnother + outsideStream;
    }

    /** Messages, and elements of them, with numbers that no member has. */
    long implausible() {
        return plausibility.refused();
    }

    /** Datagrams that came after the end. */
    long afterStop() {
        return afterStop;
    }
}
