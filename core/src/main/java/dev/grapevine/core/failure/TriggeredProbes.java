package dev.grapevine.core.failure;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Probes at once where a suspicion or a death makes that worth while, instead of waiting for a period (PROTOCOL.md,
 * section 2, "Witnesses and tethers").
 *
 * <h2>Confirming a suspicion</h2>
 *
 * A suspect is probed, or checked where it is said to refuse, by its witnesses, by a member that holds a tether to it,
 * and by its predecessor on the ring of hashed names. What they find confirms the suspicion, which shortens its window,
 * or makes the suspect answer, so that it is told of the accusation. Witnesses are ranked among the members that nobody
 * accuses, and the ranks are looked at again later: the next in rank step in for witnesses that are gone.
 *
 * <h2>Looking for more deaths</h2>
 *
 * Members often fail together, and all witnesses of one may be among them. So a member whose successor on the ring is
 * accused or dead probes its next successor, and so does every member at the second death within a second. A refused
 * connection found that way is checked like a closed tether.
 */
public final class TriggeredProbes implements ViewListener {

    private static final long TOGETHER_NANOS = 1_000_000_000L;
    private static final long SWEEP_PAUSE_NANOS = 200_000_000L;

    /** How long after a suspicion the ranks of the suspect's witnesses are looked at again. */
    private static final long[] RERANK_NANOS = {200_000_000L, 400_000_000L, 800_000_000L, 2_000_000_000L, 4_000_000_000L
    };

    /** More suspects than this at a time are many: some of them may be each other's witnesses. */
    private static final int FEW_SUSPECTS = 3;

    private final int confirmers;
    private final boolean sweeps;
    private final View view;
    private final LocalMember local;
    private final Prober prober;
    private final RefusalConsensus consensus;
    private final Timers timers;
    private final Tethers tethers;
    private final Witnesses witnesses;
    private @Nullable MemberEntry successor;
    private boolean anyDeath;
    private long lastDeathAt;
    private boolean anySweep;
    private long lastSweepAt;

    public TriggeredProbes(
            Settings settings,
            Membership membership,
            Prober prober,
            RefusalConsensus consensus,
            Timers timers,
            Tethers tethers) {
        this.confirmers = settings.count(ProtocolSetting.CONFIRMERS);
        this.sweeps = settings.count(ProtocolSetting.WITNESSES) > 0;
        this.view = membership.view();
        this.local = membership.local();
        this.prober = prober;
        this.consensus = consensus;
        this.timers = timers;
        this.tethers = tethers;
        this.witnesses = new Witnesses(view);
    }

    public void start() {
        successor = nextSuccessor();
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean successorFell = entry == successor && entry.status() != Status.ALIVE;
        if (entry.status() == Status.SUSPECT) {
            confirm(entry, successorFell, now);
            for (long wait : RERANK_NANOS) {
                timers.at(now + wait, this::rerank, entry);
            }
        }
        MemberRecord before = change.before();
        boolean died = entry.status() == Status.DEAD
                && before != null
                && before.status().live();
        boolean sweep = died && sweeps && isSecondDeath(now);
        successor = nextSuccessor();
        if (successor != null && (sweep || successorFell && confirmers > 0)) {
            prober.probe(successor, now);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        confirm(subject, false, now);
    }

    private void confirm(MemberEntry suspect, boolean predecessor, long now) {
        if (confirmers == 0 || suspect.accusers().contains(local.name())) {
            return;
        }
        boolean tethered = tethers.holds(suspect);
        boolean near = predecessor
                || tethered
                || witnesses.of(suspect, confirmers, entry -> true).contains(local.entry());
        if (near && !tethered && suspect.evidence() == Evidence.REFUSED) {
            consensus.open(suspect, now);
        } else if (near) {
            prober.probe(suspect, now);
        }
    }

    /** Where many fail together, which witnesses are gone is learned one by one; then the next in rank confirm. */
    private void rerank(MemberEntry suspect, long now) {
        boolean many = anyDeath && now - lastDeathAt < TOGETHER_NANOS || view.count(Status.SUSPECT) > FEW_SUSPECTS;
        if (suspect.status() == Status.SUSPECT && (many || suspect.evidence() == Evidence.REFUSED)) {
            confirm(suspect, false, now);
        }
    }

    /** Whether a death that was just learned follows another closely, and no sweep was made for that. */
    private boolean isSecondDeath(long now) {
        boolean together = anyDeath && now - lastDeathAt < TOGETHER_NANOS;
        anyDeath = true;
        lastDeathAt = now;
        boolean sweep = together && (!anySweep || now - lastSweepAt > SWEEP_PAUSE_NANOS);
        if (sweep) {
            anySweep = true;
            lastSweepAt = now;
        }
        return sweep;
    }

    private @Nullable MemberEntry nextSuccessor() {
        return view.rings().next(local.entry(), 0, entry -> entry.status() == Status.ALIVE);
    }
}
