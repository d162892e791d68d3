package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.ping.RoundTrips;
import dev.grapevine.core.quality.Distribution;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Probes one member each period, as in SWIM: a direct ping first; with no answer within the round trip that is usual for that member, also
 * indirectly ({@link IndirectProbes}); with no answer at the end of the period it is suspected.
 *
 * <p>What is not evidence: a probe that the local system refused, one that was pending while this process stalled, and one during which
 * nobody else answered this member either (who is deaf or mute accuses nobody).
 *
 * <p>Source: A. Das, I. Gupta, A. Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
 * Protocol", 2002; the nacks and the stretching of timeouts are Lifeguard's ({@link LocalHealth}).
 */
public final class Prober implements ViewListener, Question.Outcome {

    /** Looks into an address that refused. */
    @FunctionalInterface
    public interface Refusals {
        void open(MemberEntry subject, long now);
    }

    private final Settings settings;
    private final LocalMember self;
    private final Membership membership;
    private final Pings pings;
    private final IndirectProbes indirect;
    private final Timers timers;
    private final RandomGenerator random;
    private final LocalHealth health;
    private final RoundTrips roundTrips;
    private final ProbeRing ring;
    private final Refusals refusals;
    private final DegradedMembers degraded;
    private final DetectionLog detectionLog;
    private final Unanswered unanswered;
    private final Map<Question, Probe> pending = new LinkedHashMap<>();
    private final IndirectProbes.ByStream byStream = new ByStream();
    private final ProbeCounts counts = new ProbeCounts();
    private boolean stopped;

    public Prober(
            Settings settings,
            View view,
            LocalMember self,
            Membership membership,
            Pings pings,
            IndirectProbes indirect,
            Timers timers,
            RandomGenerator random,
            LocalHealth health,
            Refusals refusals,
            DegradedMembers degraded,
            DetectionLog detectionLog) {
        this.settings = settings;
        this.self = self;
        this.membership = membership;
        this.pings = pings;
        this.indirect = indirect;
        this.timers = timers;
        this.random = random;
        this.health = health;
        this.refusals = refusals;
        this.degraded = degraded;
        this.detectionLog = detectionLog;
        this.unanswered = new Unanswered(settings, view, pings.answers());
        this.roundTrips = new RoundTrips(
                settings.get(ProtocolSetting.PROBE_TIMEOUT_MIN), settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX));
        this.ring = new ProbeRing(view, self.entry(), random, settings.count(ProtocolSetting.SUCCESSOR_EVERY));
    }

    /** Begins, at a random point of the first period, so that members started together do not probe in step. */
    void start(long now) {
        ring.fill();
        unanswered.run(now);
        timers.at(now + (long) (random.nextDouble() * settings.get(ProtocolSetting.PROBE_PERIOD)), this::period);
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean wasLive = change.before() != null && change.before().status().live();
        if (entry != self.entry() && entry.live() && !wasLive) {
            if (change.before() == null) {
                ring.add(entry);
            } else {
                ring.addAgain(entry);
            }
        }
        if (entry.status() != Status.SUSPECT) {
            unanswered.forget(entry);
        }
    }

    private void period(long now) {
        if (stopped) {
            return;
        }
        timers.at(now + health.stretch(settings.get(ProtocolSetting.PROBE_PERIOD)), this::period);
        MemberEntry target = ring.next();
        if (target != null) {
            probe(target, now);
        }
    }

    /** Probes a member now, whoever's turn it is, unless it is being probed. */
    void probe(MemberEntry target, long now) {
        Address address = target.address();
        if (address == null || stopped || probing(target)) {
            return;
        }
        Question question = pings.open(target, this);
        if (!pings.send(question, target, address, now)) {
            pings.close(question);
            return;
        }
        Probe probe = new Probe(question, target, now, pings.answers().count());
        counts.sent++;
        pending.put(question, probe);
        unanswered.asked(target, now);
        timers.at(now + health.stretch(roundTrips.timeout(target)), then -> escalate(probe, then));
        timers.at(now + health.stretch(settings.get(ProtocolSetting.PROBE_PERIOD)), then -> conclude(probe, then));
    }

    private boolean probing(MemberEntry target) {
        for (Probe probe : pending.values()) {
            if (probe.target == target) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void answered(Question question, Address from, long roundTripNanos, long now) {
        Probe probe = pending.get(question);
        if (probe == null) {
            return;
        }
        if (probe.sameGeneration()) {
            probe.target.answeredFrom(from);
            degraded.byDatagram(probe.target, now);
            roundTrips.measured(probe.target, roundTripNanos);
        }
        succeed(probe);
    }

    @Override
    public void relayed(Question question, long now) {
        Probe probe = pending.get(question);
        if (probe != null) {
            degraded.relayed(probe.target);
            succeed(probe);
        }
    }

    @Override
    public void nacked(Question question, long now) {
        Probe probe = pending.get(question);
        if (probe != null) {
            probe.nacks++;
        }
    }

    @Override
    public void gone(Question question, Address from, long now) {
        Probe probe = pending.get(question);
        if (probe != null && probe.sameGeneration()) {
            gone(probe, now);
        }
    }

    private void succeed(Probe probe) {
        if (!probe.over && !probe.byStream) {
            answered(probe);
        }
        finish(probe);
    }

    private void answered(Probe probe) {
        counts.acked++;
        health.note(-1);
        unanswered.forget(probe.target);
    }

    private void gone(Probe probe, long now) {
        finish(probe);
        membership.declare(probe.target, Status.DEAD, Evidence.GONE, now);
    }

    private void finish(Probe probe) {
        probe.over = true;
        pending.remove(probe.question);
        pings.close(probe.question);
        indirect.end(probe);
    }

    private void escalate(Probe probe, long now) {
        if (!probe.over && !stopped) {
            indirect.begin(probe, byStream, now);
        }
    }

    /** An answer by stream is life; whether UDP gets through is then still waited for. A refusal is looked into at once. */
    private final class ByStream implements IndirectProbes.ByStream {
        @Override
        public void answered(Probe probe, long now) {
            Prober.this.answered(probe);
        }

        @Override
        public void gone(Probe probe, long now) {
            Prober.this.gone(probe, now);
        }

        @Override
        public void refused(Probe probe, long now) {
            detectionLog.noted(probe.target, new DetectionLog.ProbeRefused(), now);
            refusals.open(probe.target, now);
        }
    }

    private void conclude(Probe probe, long now) {
        if (probe.over) {
            return;
        }
        finish(probe);
        if (probe.byStream) {
            if (probe.sameGeneration() && degraded.byStream(probe.target, now)) {
                probe(probe.target, now);
            }
            return;
        }
        health.note(probe.helpers - probe.nacks);
        if (stopped || !unanswered.proven(probe, now)) {
            unanswered.forget(probe.target);
            return;
        }
        if (probe.sameGeneration() && probe.target.live()) {
            counts.failed++;
            long since = unanswered.anchor(probe, now);
            noteUnanswered(probe, since, now);
            membership.declare(probe.target, Status.SUSPECT, Evidence.SILENT, List.of(self.name()), now - since, now);
        }
    }

    /** Once for each time that this member accuses it. */
    private void noteUnanswered(Probe probe, long since, long now) {
        if (probe.target.status() == Status.ALIVE || !probe.target.accusers().contains(self.name())) {
            detectionLog.noted(
                    probe.target,
                    new DetectionLog.Unanswered(
                            now - probe.sentAt,
                            now - since,
                            probe.helpers,
                            probe.nacks,
                            probe.streamEnd,
                            probe.connected),
                    now);
        }
    }

    /** This process stalled: what was pending says nothing about others. */
    void voidPending(long now) {
        unanswered.run(now);
        List.copyOf(pending.values()).forEach(probe -> {
            finish(probe);
            unanswered.forget(probe.target);
        });
    }

    /** Round trips of all direct probes that were answered. */
    public Distribution roundTrips() {
        return roundTrips.all();
    }

    public ProbeCounts counts() {
        return counts;
    }
}
