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
 *   <li>A witness (by rank, or whoever holds a tether) of a member that is accused of silence probes it: its finding is the confirmation that shortens the window, or
 *       brings the suspect the accusation.
 *   <li>Where several die together, all witnesses of some may be among them. So whoever gets a new successor on the circle by a death, and at the second death within a second everybody, probes its
 *       successor: a refused connection found that way is examined like a closed tether.
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
    private final Tethers tethers;
    private final Witnesses witnesses;
    private @Nullable MemberEntry successor;
    private long lastDeath;
    private boolean anyDeath;
    private long lastSweep;
    private boolean anySweep;

    Neighbours(Settings settings, View view, Self self, Prober prober, Tethers tethers, Witnesses witnesses) {
        this.confirmers = settings.count(Knob.CONFIRMERS);
        this.steps = settings.count(Knob.WITNESSES) > 0;
        this.witnesses = witnesses;
        this.view = view;
        this.self = self;
        this.prober = prober;
        this.tethers = tethers;
    }

    @Override
    public void changed(View.Change change, Origin origin, long now) {
        MemberEntry entry = change.entry();
        MemberRecord before = change.before();
        boolean wasLive = before != null && before.status().live();
        if (entry.status() == Status.SUSPECT) {
            confirm(entry, now);
        } else if (entry.status() == Status.DEAD && wasLive && steps) {
            died(entry, now);
        }
        if (wasLive != entry.live()) {
            successor = view.circles().next(self.entry(), 0, MemberEntry::live);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, Origin origin, long now) {
        confirm(subject, now);
    }

    @Override
    public void adopted(long now) {
        successor = view.circles().next(self.entry(), 0, MemberEntry::live);
    }

    private void confirm(MemberEntry suspect, long now) {
        if (suspect.evidence() == Evidence.SILENT
                && !suspect.accusers().contains(self.name())
                && confirmers > 0
                && (tethers.holds(suspect)
                        || witnesses.of(suspect, confirmers, entry -> true).contains(self.entry()))) {
            prober.probe(suspect, now);
        }
    }

    private void died(MemberEntry dead, long now) {
        boolean together = anyDeath && now - lastDeath < TOGETHER;
        anyDeath = true;
        lastDeath = now;
        MemberEntry next = view.circles().next(self.entry(), 0, MemberEntry::live);
        boolean sweep = together && (!anySweep || now - lastSweep > SWEEP_PAUSE);
        if (next != null && (dead == successor || sweep)) {
            anySweep |= sweep;
            lastSweep = sweep ? now : lastSweep;
            prober.probe(next, now);
        }
    }
}
