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
 * Sends a message to one member, with as much news in the same packet as fits.
 *
 * <p>An address that has not answered a probe of this member gets an answer no longer than its question, whatever member it
 * claims to be. Otherwise a forged sender address would turn every member into an amplifier.
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
        return send(member, to, first, outbox.capacity(), now);
    }

    /** Answers a question of that many bytes. */
    public boolean answer(@Nullable MemberEntry asker, Address to, Message first, int questionSize, long now) {
        return send(asker, to, first, trusted(asker, to) ? outbox.capacity() : questionSize, now);
    }

    /** Whether this address has shown that it receives what is sent to it. */
    public boolean trusted(@Nullable MemberEntry member, Address address) {
        return member != null && address.equals(member.answeredAddress());
    }

    private boolean send(@Nullable MemberEntry member, Address to, Message first, int capacity, long now) {
        List<Message> messages = new ArrayList<>();
        messages.add(first);
        messages.addAll(rumors.ride(member, capacity - Codec.size(first), now));
        return outbox.send(to, messages);
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
            outbox.send(address, RecordMessages.verdict(subject, now));
        }
    }
}
