package dev.grapevine.core.rumor;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message to one member, and what it should know besides: first of all what it is accused of, so that it can refute,
 * then what news fits.
 *
 * <p>An address that has not answered a probe of ours gets no more than its question was long, whoever it says it is; else a forged
 * sender address would turn every member into an amplifier.
 */
public final class PiggybackSender {

    private final Outbox outbox;
    private final Rumors rumors;
    private final boolean buddy;
    private final boolean tells;

    public PiggybackSender(Settings settings, Outbox outbox, Rumors rumors) {
        this.outbox = outbox;
        this.rumors = rumors;
        this.buddy = settings.count(ProtocolSetting.BUDDY) > 0;
        this.tells = settings.count(ProtocolSetting.TELLINGS) > 0;
    }

    /** A message of our own accord. */
    public boolean send(@Nullable MemberEntry member, Address to, Message first, long now) {
        return send(member, to, first, rumors.capacity(), now);
    }

    /** An answer to a question of that many bytes. */
    public boolean answer(@Nullable MemberEntry asker, Address to, Message first, int questionSize, long now) {
        return send(asker, to, first, trusted(asker, to) ? rumors.capacity() : questionSize, now);
    }

    /** Whether this address has shown that it receives what is sent to it. */
    public boolean trusted(@Nullable MemberEntry member, Address address) {
        return member != null && address.equals(member.answeredAddress());
    }

    private boolean send(@Nullable MemberEntry member, Address to, Message first, int capacity, long now) {
        List<Message> messages = new ArrayList<>();
        messages.add(first);
        int room = capacity - Codec.size(first);
        if (member != null && (member.status() == Status.SUSPECT ? buddy : !member.live())) {
            Message accusation = RecordMessages.verdict(member, now);
            int size = Codec.size(accusation);
            if (size <= room) {
                messages.add(accusation);
                room -= size;
            }
        }
        messages.addAll(rumors.ride(member, room, now));
        return outbox.send(to, messages);
    }

    /** Spreads once more what this member says of another, where nobody seems to have heard it. */
    public void repeat(MemberEntry subject, long now) {
        if (tells) {
            rumors.record(subject, null, true, now);
        }
    }

    /** Tells a member what is said of it, in a packet of its own. */
    public void accuse(MemberEntry subject, long now) {
        if (!tells && subject.status() == Status.SUSPECT) {
            return;
        }
        for (Address address : subject.record().addresses()) {
            outbox.send(address, RecordMessages.verdict(subject, now));
        }
    }
}
