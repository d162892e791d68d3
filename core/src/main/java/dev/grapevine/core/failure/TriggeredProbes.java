package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
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
public final class TriggeredProbes implements ViewListener {

    private static final long TOGETHER = 1_000_000_000L;
    private static final long SWEEP_PAUSE = 200_000_000L;

    /** When the rank of a suspect's witnesses is looked at again. */
    private static final long[] AGAIN = {200_000_000L, 400_000_000L, 800_000_000L, 2_000_000_000L, 4_000_000_000L};

    /** More suspects than this at a time are many: some of them may be each other's witnesses. */
    private static final int FEW = 3;

    private final int confirmers;
    private final boolean steps;
    private final View view;
    private final LocalMember self;
    private final Prober prober;
    private final RefusalConsensus consensus;
    private final Timers timers;
    private final Tethers tethers;
    private final Witnesses witnesses;
    private @Nullable MemberEntry successor;
    private long lastDeath;
    private boolean anyDeath;
    private long lastSweep;
    private boolean anySweep;

    public TriggeredProbes(
            Settings settings,
            View view,
            LocalMember self,
            Prober prober,
            RefusalConsensus consensus,
            Timers timers,
            Tethers tethers,
            Witnesses witnesses) {
        this.confirmers = settings.count(ProtocolSetting.CONFIRMERS);
        this.steps = settings.count(ProtocolSetting.WITNESSES) > 0;
        this.witnesses = witnesses;
        this.view = view;
        this.self = self;
        this.prober = prober;
        this.consensus = consensus;
        this.timers = timers;
        this.tethers = tethers;
    }

    public void start() {
        successor = next();
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean fell = entry == successor && entry.status() != Status.ALIVE;
        if (entry.status() == Status.SUSPECT) {
            confirm(entry, fell, now);
            for (long wait : AGAIN) {
                timers.at(now + wait, then -> again(entry, then));
            }
        }
        MemberRecord before = change.before();
        boolean died = entry.status() == Status.DEAD
                && before != null
                && before.status().live();
        boolean sweep = died && steps && together(now);
        successor = next();
        if (sweep || fell && confirmers > 0) {
            look(now);
        }
    }

    private @Nullable MemberEntry next() {
        return view.rings().next(self.entry(), 0, entry -> entry.status() == Status.ALIVE);
    }

    private void look(long now) {
        if (successor != null) {
            prober.probe(successor, now);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        confirm(subject, false, now);
    }

    private void confirm(MemberEntry suspect, boolean predecessor, long now) {
        if (confirmers == 0 || suspect.accusers().contains(self.name())) {
            return;
        }
        boolean tethered = tethers.holds(suspect);
        boolean near = predecessor
                || tethered
                || witnesses.of(suspect, confirmers, entry -> true).contains(self.entry());
        if (near && !tethered && suspect.evidence() == Evidence.REFUSED) {
            consensus.open(suspect, now);
        } else if (near) {
            prober.probe(suspect, now);
        }
    }

    /** Where many fail together, the next in rank are known only when those before them are: then they step in. */
    private void again(MemberEntry suspect, long now) {
        boolean many = anyDeath && now - lastDeath < TOGETHER || view.count(Status.SUSPECT) > FEW;
        if (suspect.status() == Status.SUSPECT && (many || suspect.evidence() == Evidence.REFUSED)) {
            confirm(suspect, false, now);
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
