package dev.grapevine.core.membership;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Address;
import java.util.List;

/** Acts on what {@link Membership} learns. {@code Peer} lists all listeners, in the order in which they are told. */
public interface ViewListener {

    /** A merge changed the view; the record of the local member counts, too. */
    default void changed(View.Change change, ChangeSource source, long now) {}

    /** Other members found the same as a suspicion that is known already. */
    default void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {}

    /** The local member was accused and has raised its incarnation. */
    default void refuted(Verdict accusation, MemberEntry own, ChangeSource source, long now) {}

    /**
     * A record or verdict named the local member with another generation, or with the same one at other addresses: of an
     * earlier run of this process, or of another process.
     *
     * @param addresses of that generation; empty where they are unknown
     */
    default void otherGenerationMet(long generation, List<Address> addresses, long now) {}

    /** A record was refused since there is no room for another live member. */
    default void refused(MemberRecord record, ChangeSource source, long now) {}

    /** A record of the local member came from another, true or not. */
    default void ownRecordHeard(MemberRecord record, long now) {}

    /**
     * An operator had a tombstone forgotten. It is kept, so that nobody brings the member back, and shown nowhere.
     *
     * @param shown whether the member was shown before
     */
    default void hidden(MemberEntry entry, boolean shown, ChangeSource source, long now) {}

    /** A member was removed from the view: a tombstone was due, or this process was out of contact for too long. */
    default void forgotten(MemberEntry entry, long now) {}
}
