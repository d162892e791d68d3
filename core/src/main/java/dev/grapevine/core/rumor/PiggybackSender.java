package dev.grapevine.core.rumor;

import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message to one member, with as much news in the same packet as fits there and as the {@link Outbox} allows.
 */
public final class PiggybackSender {

    private final Outbox outbox;
    private final Rumors rumors;
    private final boolean tellsSuspects;

    public PiggybackSender(Settings settings, Outbox outbox, Rumors rumors) {
        this.outbox = outbox;
        this.rumors = rumors;
        this.tellsSuspects = settings.count(ProtocolSetting.TELLINGS) > 0;
    }

    /** Sends a message that nobody asked for. */
    public boolean send(@Nullable MemberEntry member, Address to, Message first, long now) {
        List<Message> messages = withNews(member, first, outbox.room(to, now), now);
        return outbox.send(to, messages, now);
    }

    /** Answers the datagram that is being handled, or asks a third party because of it. */
    public boolean answer(@Nullable MemberEntry asker, Address to, Message first, long now) {
        return outbox.answer(to, withNews(asker, first, outbox.answerRoom(to), now), now);
    }

    /**
     * Reserves an answer to the datagram that is being handled, to be given later by {@link #answerReserved}.
     *
     * @param answer one as long as the longest that may be given
     * @return whether it may be given
     */
    public boolean reserve(Address to, Message answer, long now) {
        return outbox.reserve(to, Codec.size(answer), now);
    }

    /** Gives an answer that was reserved. */
    public void answerReserved(@Nullable MemberEntry asker, Address to, Message answer, long now) {
        outbox.sendReserved(to, withNews(asker, answer, proven(to) ? outbox.capacity() : 0, now));
    }

    /** Whether this address has shown that it receives what is sent to it. */
    public boolean proven(Address address) {
        return outbox.proven(address);
    }

    /** Whether a socket may be opened to this address. */
    public boolean mayConnect(Address to, long now) {
        return outbox.mayConnect(to, now);
    }

    private List<Message> withNews(@Nullable MemberEntry member, Message first, int capacity, long now) {
        int room = capacity - Codec.size(first);
        if (room <= 0) {
            return List.of(first);
        }
        List<Message> messages = new ArrayList<>();
        messages.add(first);
        messages.addAll(rumors.ride(member, room, now));
        return messages;
    }

    /** Spreads this member's accusation of another once more, while no other member has confirmed it. */
    public void repeat(MemberEntry subject, long now) {
        if (tellsSuspects) {
            rumors.spreadRecord(subject, null, true, now);
        }
    }

    /** Tells a member what it is accused of, in a packet of its own to each of its addresses. */
    public void accuse(MemberEntry subject, long now) {
        if (!tellsSuspects && subject.status() == Status.SUSPECT) {
            return;
        }
        for (Address address : subject.addresses()) {
            outbox.send(address, RecordMessages.accusation(RecordMessages.verdict(subject, now)), now);
        }
    }
}
