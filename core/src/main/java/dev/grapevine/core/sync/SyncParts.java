package dev.grapevine.core.sync;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both sides of every sync work with. */
final class SyncParts {

    private final View view;
    private final LocalMember self;
    private final Membership membership;
    private final StateNewsReader states;
    private final SyncResponder answers;
    private final Heal heal;
    private boolean announced;

    /** Takes in deltas of owned state. */
    interface StateNewsReader {
        boolean apply(Message.StateDelta delta, ChangeSource source, long now);
    }

    SyncParts(
            View view,
            LocalMember self,
            Membership membership,
            StateNewsReader states,
            SyncResponder answers,
            Heal heal) {
        this.view = view;
        this.self = self;
        this.membership = membership;
        this.states = states;
        this.answers = answers;
        this.heal = heal;
    }

    View view() {
        return view;
    }

    LocalMember self() {
        return self;
    }

    Membership membership() {
        return membership;
    }

    SyncResponder answers() {
        return answers;
    }

    Heal heal() {
        return heal;
    }

    /** Whether one that tells this member something is dead here; unknown (null) is not dead. */
    static boolean isDead(@Nullable MemberEntry teller) {
        return teller != null && teller.status() == Status.DEAD;
    }

    /** Whether a verdict is to wait that comes from one that is dead here, as it may be from the other side of a partition. */
    boolean waits(Message.Verdict verdict, long now) {
        return !self.is(verdict.name()) && heal.waits(verdict, now);
    }

    /** Until its name is known to be free, a member keeps its own record to itself. */
    boolean mayTell(MemberEntry entry) {
        return announced || entry != self.entry();
    }

    /** @return whether it was not announced before */
    boolean announce() {
        boolean first = !announced;
        announced = true;
        return first;
    }

    /**
     * Merges what the other side told.
     *
     * @param otherDead whether one of the two is dead to the other
     * @return whether it changed the view
     */
    boolean learn(List<Message> facts, boolean alone, boolean otherDead, long now) {
        long before = view.hash();
        int tombstones = view.tombstones();
        ChangeSource source = new ChangeSource(alone ? ChangeSource.Kind.TABLE : ChangeSource.Kind.SYNC, null, null);
        for (Message fact : facts) {
            if (fact instanceof Message.Alive alive) {
                membership.heard(alive.record(), source, now);
            } else if (fact instanceof Message.Verdict verdict) {
                if (!otherDead || !waits(verdict, now)) {
                    membership.verdict(verdict, source, now);
                }
            } else if (fact instanceof Message.StateDelta delta) {
                states.apply(delta, source, now);
            }
        }
        return view.hash() != before || view.tombstones() != tombstones;
    }
}
