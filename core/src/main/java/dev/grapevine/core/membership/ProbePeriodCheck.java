package dev.grapevine.core.membership;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import java.util.List;

/**
 * Warns of members that probe at another pace. They are accepted nevertheless, so that timings can be changed one
 * member at a time.
 */
public final class ProbePeriodCheck implements ViewListener {

    private final MemberEntry local;
    private final Port port;

    public ProbePeriodCheck(MemberEntry local, Port port) {
        this.local = local;
        this.port = port;
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean newGeneration = change.before() == null || !change.before().sameGeneration(entry.record());
        int theirs = entry.record().periodMillis();
        int ours = local.record().periodMillis();
        if (newGeneration && entry.live() && theirs != ours) {
            List<Address> addresses = entry.record().addresses();
            port.emit(new PeerEvent.Mismatch(
                    addresses.isEmpty() ? null : addresses.get(0),
                    "member " + entry.name() + " has a probe period of " + theirs + " ms, this one of " + ours
                            + " ms; use one profile for all"));
        }
    }
}
