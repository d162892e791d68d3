package dev.grapevine.core.membership;

import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Alive;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Status;

/**
 * Puts what is known of a member into a message. The message is made when it is sent, so it is never older than the
 * view.
 */
public final class RecordMessages {

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
