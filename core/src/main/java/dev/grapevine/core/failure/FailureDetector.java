package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Handshake;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.random.RandomGenerator;

/** Everything by which a member notices who is gone, put together. */
public final class FailureDetector {

    private final Settings settings;
    private final LocalMember self;
    private final LocalHealth health;
    private final StallGuard stalls;
    private final FlapDamping flaps;
    private final Prober prober;
    private final Suspicions suspicions;
    private final Tethers tethers;
    private final RefusalConsensus inquest;
    private final ReachabilityResponder testimony;
    private final TriggeredProbes neighbours;
    private final DegradedMembers streamOnly;
    private final Membership membership;
    private final OwnVerdicts verdicts;
    private final DetectionLog trail;

    public FailureDetector(
            Settings settings,
            View view,
            LocalMember self,
            Membership membership,
            Pings pings,
            Channels channels,
            Handshake hellos,
            PiggybackSender courier,
            PeerSelector targets,
            Timers timers,
            RandomGenerator random,
            Port port,
            DetectionLog trail) {
        this.settings = settings;
        this.self = self;
        this.membership = membership;
        this.trail = trail;
        verdicts = new OwnVerdicts(self, membership);
        health = new LocalHealth(settings.count(ProtocolSetting.HEALTH_LIMIT));
        stalls = new StallGuard(settings.get(ProtocolSetting.STALL));
        flaps = new FlapDamping(settings);
        Witnesses witnesses = new Witnesses(view);
        tethers = new Tethers(settings, view, self, channels, hellos, timers, random, witnesses, new TetherWatch());
        inquest = new RefusalConsensus(
                settings,
                self,
                verdicts,
                channels,
                pings,
                hellos,
                courier,
                timers,
                targets,
                witnesses,
                new Accusers(view),
                flaps,
                tethers::holds,
                trail);
        testimony = new ReachabilityResponder(
                settings, view, self, channels, pings, hellos, courier, timers, tethers::holds);
        streamOnly = new DegradedMembers(port, trail);
        prober = new Prober(
                settings,
                view,
                self,
                verdicts,
                pings,
                new IndirectProbes(settings, view, pings, channels, hellos, targets, health),
                timers,
                random,
                health,
                inquest::open,
                streamOnly,
                trail);
        suspicions = new Suspicions(settings, view, self, verdicts, pings, courier, timers, flaps, port, trail);
        neighbours = new TriggeredProbes(settings, view, self, prober, inquest, timers, tethers, witnesses);
    }

    /** Who has to refute was slow to answer, and is likely slow in other ways. */
    private final class OwnRefutations implements ViewListener {
        @Override
        public void changed(View.Change change, ChangeSource origin, long now) {
            MemberRecord before = change.before();
            boolean refuted = change.entry() == self.entry()
                    && before != null
                    && before.sameLife(change.after())
                    && before.addresses().equals(change.after().addresses())
                    && change.after().status() == Status.ALIVE;
            if (refuted) {
                health.note(1);
            }
        }
    }

    private final class TetherWatch implements Tethers.Watch {

        /** Only one that has answered here can be accused by a refusal: so it is asked while all is well. */
        @Override
        public void opened(MemberEntry other, long now) {
            if (other.answered() == null) {
                prober.probe(other, now);
            }
        }

        @Override
        public void near(MemberEntry other, long now) {
            opened(other, now);
        }

        @Override
        public void closed(MemberEntry subject, CloseCause cause, long now) {
            trail.noted(subject, new DetectionLog.TetherClosed(cause), now);
            inquest.open(subject, now);
        }
    }

    /** Follows the membership; what raises verdicts of its own comes last, so that all others have heard of a change before the next. */
    public void follow() {
        membership.follow(new OwnRefutations());
        membership.follow(flaps);
        membership.follow(streamOnly);
        membership.follow(prober);
        membership.follow(tethers);
        membership.follow(neighbours);
        membership.follow(suspicions);
    }

    public void start(long now) {
        prober.start(now);
        tethers.start(now);
    }

    /** A turn of the timers that was due then: was this process away meanwhile, and for how long? */
    public long turn(long due, long now, long wallMillis) {
        long stall = stalls.turn(due, now, wallMillis);
        if (stall > 0) {
            health.note(1);
            prober.voidPending(now);
            long extension = Math.max(stall, settings.get(ProtocolSetting.PROBE_PERIOD));
            suspicions.extend(Math.min(extension, settings.get(ProtocolSetting.WINDOW_MAX)));
        }
        return stall;
    }

    public void stop() {
        prober.stop();
        suspicions.stop();
        inquest.stop();
        tethers.stop();
    }

    public Prober prober() {
        return prober;
    }

    public Suspicions suspicions() {
        return suspicions;
    }

    public FlapDamping flaps() {
        return flaps;
    }

    public Tethers tethers() {
        return tethers;
    }

    public ReachabilityResponder testimony() {
        return testimony;
    }

    public RefusalConsensus inquest() {
        return inquest;
    }

    public OwnVerdicts verdicts() {
        return verdicts;
    }

    public LocalHealth health() {
        return health;
    }

    public StallGuard stalls() {
        return stalls;
    }
}
