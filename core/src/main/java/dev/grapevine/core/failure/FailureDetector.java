package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
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
    private final RefusalConsensus consensus;
    private final ReachabilityResponder responder;
    private final TriggeredProbes triggeredProbes;
    private final DegradedMembers degraded;
    private final ViewListener ownRefutations = new OwnRefutations();
    private final DetectionLog detectionLog;

    public FailureDetector(
            Settings settings,
            View view,
            LocalMember self,
            Membership membership,
            Pings pings,
            Channels channels,
            PiggybackSender sender,
            PeerSelector selector,
            Timers timers,
            RandomGenerator random,
            Port port,
            DetectionLog detectionLog) {
        this.settings = settings;
        this.self = self;
        this.detectionLog = detectionLog;
        health = new LocalHealth(settings.count(ProtocolSetting.HEALTH_LIMIT));
        stalls = new StallGuard(settings.get(ProtocolSetting.STALL));
        flaps = new FlapDamping(settings);
        Witnesses witnesses = new Witnesses(view);
        tethers = new Tethers(settings, view, self, channels, timers, random, witnesses, new TetherWatch());
        consensus = new RefusalConsensus(
                settings,
                self,
                membership,
                channels,
                pings,
                sender,
                timers,
                selector,
                witnesses,
                new Accusers(view),
                flaps,
                tethers::holds,
                detectionLog);
        responder = new ReachabilityResponder(settings, view, self, channels, pings, sender, timers, tethers::holds);
        degraded = new DegradedMembers(port, detectionLog);
        prober = new Prober(
                settings,
                view,
                self,
                membership,
                pings,
                new IndirectProbes(settings, view, pings, channels, selector, health),
                timers,
                random,
                health,
                consensus::open,
                degraded,
                detectionLog);
        suspicions = new Suspicions(settings, view, self, membership, pings, sender, timers, flaps, port, detectionLog);
        triggeredProbes = new TriggeredProbes(settings, view, self, prober, consensus, timers, tethers, witnesses);
    }

    /** Who has to refute was slow to answer, and is likely slow in other ways. */
    private final class OwnRefutations implements ViewListener {
        @Override
        public void changed(View.Change change, ChangeSource source, long now) {
            MemberRecord before = change.before();
            boolean refuted = change.entry() == self.entry()
                    && before != null
                    && before.sameGeneration(change.after())
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
            detectionLog.noted(subject, new DetectionLog.TetherClosed(cause), now);
            consensus.open(subject, now);
        }
    }

    public void start(long now) {
        prober.start(now);
        tethers.start(now);
        triggeredProbes.start();
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
        consensus.stop();
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

    public ReachabilityResponder responder() {
        return responder;
    }

    public RefusalConsensus consensus() {
        return consensus;
    }

    public DegradedMembers degraded() {
        return degraded;
    }

    public TriggeredProbes triggeredProbes() {
        return triggeredProbes;
    }

    public ViewListener ownRefutations() {
        return ownRefutations;
    }

    public LocalHealth health() {
        return health;
    }

    public StallGuard stalls() {
        return stalls;
    }
}
