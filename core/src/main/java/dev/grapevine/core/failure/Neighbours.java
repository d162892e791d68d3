package dev.grapevine.core.failure;

import dev.grapevine.core.config.Knob;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.membership.Follower;
import dev.grapevine.core.membership.Origin;
import dev.grapevine.core.membership.Self;
import dev.grapevine.core.view.Evidence;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Status;
import dev.grapevine.core.view.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at once where a death or an accusation makes a look worth while, instead of waiting for the next period.
 *
 * <ul>
 *   <li>A member that is accused is probed, or examined, by its witnesses (by rank among those that nobody accuses, so that the next in rank step in for those that are gone; or by holding a tether) and
 *       its predecessor on the circle: their finding is the confirmation that shortens the window, or brings the suspect the accusation.
 *   <li>Where several fail together, all witnesses of some may be among them. So whoever's successor on the circle is accused or dead, and at the second death within a second everybody, probes its
 *       next successor: a refused connection found that way is examined like a closed tether.
 * </ul>
 */
final class Neighbours implements Follower {

    private static final long TOGETHER = 1_000_000_000L;
    private static final long SWEEP_PAUSE = 200_000_000L;

    private final int confirmers;
    private final boolean steps;
    private final View view;
    private final Self self;
    private final Prober prober;
    private final Inquest inquest;
    private final Tethers tethers;
    private final Witnesses witnesses;
    private @Nullable MemberEntry successor;
    private long lastDeath;
    private boolean anyDeath;
    private long lastSweep;
    private boolean anySweep;

    Neighbours(
            Settings settings,
            View view,
            Self self,
            Prober prober,
            Inquest inquest,
            Tethers tethers,
            Witnesses witnesses) {
        this.confirmers = settings.count(Knob.CONFIRMERS);
        this.steps = settings.count(Knob.WITNESSES) > 0;
        this.witnesses = witnesses;
        this.view = view;
        this.self = self;
        this.prober = prober;
        this.inquest = inquest;
        this.tethers = tethers;
    }

    @Override
    public void changed(View.Change change, Origin origin, long now) {
        MemberEntry entry = change.entry();
        boolean fell = entry == successor && entry.status() != Status.ALIVE;
        if (entry.status() == Status.SUSPECT) {
            confirm(entry, fell, now);
        }
        MemberRecord before = change.before();
        boolean died = entry.status() == Status.DEAD
                && before != null
                && before.status().live();
        successor = next();
        if (fell && confirmers > 0 || died && steps && together(now)) {
            look(now);
        }
    }

    private @Nullable MemberEntry next() {
        return view.circles().next(self.entry(), 0, entry -> entry.status() == Status.ALIVE);
    }

    private void look(long now) {
        if (successor != null) {
            prober.probe(successor, now);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, Origin origin, long now) {
        confirm(subject, false, now);
    }

    @Override
    public void adopted(long now) {
        successor = next();
    }

    private void confirm(MemberEntry suspect, boolean predecessor, long now) {
        if (confirmers == 0 || suspect.accusers().contains(self.name())) {
            return;
        }
        boolean near = predecessor
                || tethers.holds(suspect)
                || witnesses.of(suspect, confirmers, entry -> true).contains(self.entry());
        if (near && suspect.evidence() == Evidence.REFUSED) {
            inquest.open(suspect, now);
        } else if (near) {
            prober.probe(suspect, now);
        }
    }

    /** Whether a death that was just learned follows another at once, and no sweep has. */
    private boolean together(long now) {
        boolean together = anyDeath && now - lastDeath < TOGETHER;
        anyDeath = true;
        lastDeath = now;
        boolean sweep = together && (!anySweep || now - lastSweep > SWEEP_PAUSE);
        if (sweep) {
            anySweep = true;
            lastSweep = now;
        }
        return sweep;
    }
}
