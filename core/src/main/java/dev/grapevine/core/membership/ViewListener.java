package dev.grapevine.core.membership;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message.Verdict;
import java.util.List;

/** Does what follows from a change of the view. Followers are told in the order in which they were added. */
public interface ViewListener {

    /** A merge changed the view; also told of this peer's own record. */
    default void changed(View.Change change, ChangeSource source, long now) {}

    /** A suspicion that is known already was found by others too. */
    default void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {}

    /** This peer itself was accused and raised its incarnation, which its entry has by now. */
    default void refuted(Verdict accusation, MemberEntry own, ChangeSource source, long now) {}

    /** A tombstone was dropped; the entry is in the view no longer. */
    default void forgotten(MemberEntry entry, long now) {}
}
