package dev.grapevine.core.membership;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import java.util.List;

/**
 * Warns of members that probe at another pace: they are taken in all the same, since timings may change one member at a
 * time.
 */
public final class ProbePeriodCheck implements ViewListener {

    private final MemberEntry self;
    private final Port port;

    public ProbePeriodCheck(MemberEntry self, Port port) {
        this.self = self;
        this.port = port;
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean newGeneration = change.before() == null || !change.before().sameGeneration(entry.record());
        int theirs = entry.record().periodMillis();
        int ours = self.record().periodMillis();
        if (newGeneration && entry.live() && theirs != ours) {
            List<Address> addresses = entry.record().addresses();
            port.emit(new Event.Mismatch(
                    addresses.isEmpty() ? null : addresses.get(0),
                    "member " + entry.name() + " has a probe period of " + theirs + " ms, this one of " + ours
                            + " ms; use one profile for all"));
        }
    }
}
