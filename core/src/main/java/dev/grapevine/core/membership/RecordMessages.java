package dev.grapevine.core.membership;

import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Alive;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Status;
import java.util.List;

/**
 * Puts what is known of a member into a message. The message is made when it is sent, so it is never older than the
 * view.
 */
public final class RecordMessages {

    /** Bytes of kind and length of a message, and of the longest record with its introduction. */
    private static final int LONGEST_REFUTATION = 3 + Codec.MAX_RECORD + Introduction.LENGTH;

    private static final int PADDING_OVERHEAD = 2;

    private final MemberEntry local;
    private final Introductions introductions;

    public RecordMessages(MemberEntry local, Introductions introductions) {
        this.local = local;
        this.introductions = introductions;
    }

    /** The whole record of an ALIVE member; the verdict on any other. */
    public Message of(MemberEntry entry, long now) {
        return entry.status() == Status.ALIVE ? alive(entry, now) : verdict(entry, now);
    }

    /** The whole record of a live member, as if it were not suspected, with the salt that its datagrams are sealed under. */
    public Alive alive(MemberEntry entry, long now) {
        MemberRecord record = entry.record().withStatus(Status.ALIVE);
        Introduction introduction =
                entry == local ? introductions.own() : introductions.of(record.name(), record.generation(), now);
        return new Alive(record, introduction);
    }

    /**
     * A datagram that tells a member the verdict on itself. It is as long as any refutation, so that the member may refute it wherever the datagram
     * came from: to an address that has proven nothing no answer may be longer than the question.
     */
    public static List<Message> accusation(Verdict verdict) {
        int missing = LONGEST_REFUTATION - Codec.size(verdict);
        return missing <= 0
                ? List.of(verdict)
                : List.of(verdict, new Message.Padding(Math.max(0, missing - PADDING_OVERHEAD)));
    }

    /** The status with its evidence and age, without the member's own fields. */
    public static Verdict verdict(MemberEntry entry, long now) {
        return new Verdict(
                entry.name(),
                entry.record().generation(),
                entry.record().incarnation(),
                entry.status(),
                entry.evidence(),
                entry.accusers(),
                entry.ageMillis(now),
                entry.forgotten());
    }
}
