package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Leaves (PROTOCOL.md, section 6): says so, waits until a few members have heard it, and stops.
 *
 * <p>An ack of a ping that carried the news shows that its sender has heard it. So the news is made a rumor again
 * before each round of pings: once the rumor has ended, a late ping would be acked by a member that was never told.
 */
public final class Leave {

    /** What the rest of the peer does for it. */
    public interface Effects {
        /**
         * Tells members that were dropped from the view that this one leaves.
         *
         * @return false if there are none
         */
        boolean tellDropped(long now);

        /** Says LEAVING on all tethers. */
        void tellTethers();

        /** Stops the peer. */
        void stop();
    }

    private enum Phase {
        MEMBER,
        LEAVING,
        GONE
    }

    /** What a timer is for. */
    private enum Step {
        ASK,
        GIVE_UP
    }

    /** So many members are enough, or as many as there are. */
    private static final int ENOUGH = 3;

    /** Members that were dropped are told so often: they do not say that they have heard. */
    private static final int DROPPED_TOLD_TIMES = 3;

    private static final long ROUND_NANOS = 100_000_000;

    private final Settings settings;
    private final View view;
    private final MemberEntry local;
    private final Membership membership;
    private final Rumors rumors;
    private final Pings pings;
    private final Timers timers;
    private final Effects effects;
    private final Set<String> heard = new HashSet<>();
    private Phase phase = Phase.MEMBER;
    private int droppedTold;

    public Leave(Settings settings, Membership membership, Rumors rumors, Pings pings, Timers timers, Effects effects) {
        this.settings = settings;
        this.view = membership.view();
        this.local = membership.local().entry();
        this.membership = membership;
        this.rumors = rumors;
        this.pings = pings;
        this.timers = timers;
        this.effects = effects;
    }

    public boolean leaving() {
        return phase != Phase.MEMBER;
    }

    public void leave(long now) {
        if (phase != Phase.MEMBER) {
            return;
        }
        phase = Phase.LEAVING;
        membership.leave(now);
        rumors.flush(now);
        effects.tellTethers();
        timers.at(now + settings.get(ProtocolSetting.LEAVE_TIMEOUT), this::onTimer, Step.GIVE_UP);
        askWhoHeard(now);
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case ASK -> askWhoHeard(now);
            case GIVE_UP -> stop();
        }
    }

    private void askWhoHeard(long now) {
        if (phase == Phase.GONE) {
            return;
        }
        if (!rumors.spreadsRecordOf(local)) {
            rumors.spreadRecord(local, null, true, now);
        }
        Collection<MemberEntry> asked = rumors.pushTargets();
        if (asked.isEmpty()) {
            tellDropped(now);
            return;
        }
        for (MemberEntry entry : asked) {
            Address address = entry.address();
            if (address != null) {
                pings.send(pings.open(entry, new Ask(entry.name())), entry, address, now);
            }
        }
        timers.at(now + ROUND_NANOS, this::onTimer, Step.ASK);
    }

    private void tellDropped(long now) {
        if (droppedTold++ < DROPPED_TOLD_TIMES && effects.tellDropped(now)) {
            timers.at(now + ROUND_NANOS, this::onTimer, Step.ASK);
        } else {
            stop();
        }
    }

    /** A ping of one member, whose ack shows that it has heard. */
    private final class Ask implements Question.Outcome {
        private final String member;

        Ask(String member) {
            this.member = member;
        }

        @Override
        public void answered(Question question, Address from, long roundTripNanos, long now) {
            heard.add(member);
            if (heard.size() >= Math.min(ENOUGH, view.live())) {
                stop();
            }
        }
    }

    private void stop() {
        if (phase != Phase.GONE) {
            phase = Phase.GONE;
            effects.stop();
        }
    }
}
