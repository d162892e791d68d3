package dev.grapevine.core.membership;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Alive;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Status;

/**
 * Puts what is known of a member into a message. The message is made when it is sent, so it is never older than the
 * view.
 */
public final class RecordMessages {

    private RecordMessages() {}

    /** The whole record of an ALIVE member; the verdict on any other. */
    public static Message of(MemberEntry entry, long now) {
        return entry.status() == Status.ALIVE ? new Alive(entry.record()) : verdict(entry, now);
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
