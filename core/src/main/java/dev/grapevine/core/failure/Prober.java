package dev.grapevine.core.failure;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.ping.RoundTrips;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Probes one member each period and accuses it if it does not answer: SWIM with Lifeguard's extensions (PROTOCOL.md,
 * section 2, "Probing").
 *
 * <h2>One probe</h2>
 *
 * <ol>
 *   <li>{@link Phase#DIRECT}: the target is pinged. Nearly every probe ends here, with its ack.
 *   <li>{@link Phase#INDIRECT}: when the round trip that is usual for the target has passed without an ack, everything
 *       else is tried side by side: helpers ping it, it is pinged at its other addresses, and it is asked by stream.
 *   <li>{@link Phase#BY_STREAM_ONLY}: it answered by stream, so it lives. Whether datagrams get through too is waited
 *       for until the period ends.
 *   <li>{@link Phase#OVER}: it answered, a newer generation of it did, or the period has ended. With no answer at all
 *       the target is accused, if its silence {@linkplain SilenceProof proves} anything.
 * </ol>
 *
 * An answer by any way ends a probe, whatever the phase. The timers of a probe that is over find it so and do nothing.
 *
 * <h2>What is no evidence</h2>
 *
 * A ping that the local system refused, a probe that was pending while this process stalled, and a silence while nobody
 * else answered this member either.
 *
 * <p>Sources: A. Das, I. Gupta, A. Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
 * Protocol", 2002, section 3 and 4.3; A. Dadgar, J. Phillips, J. Currey, "Lifeguard: Local Health Awareness for More
 * Accurate Failure Detection", 2018, for the nacks and the stretched timeouts.
 */
public final class Prober implements ViewListener, Question.Outcome {

    /** Follows what probes find, apart from the suspicions that some end in. */
    public interface Listener {
        /** The target answered by datagram. */
        default void answered(MemberEntry target, long now) {}

        /** The target answered a helper by datagram. */
        default void answeredHelper(MemberEntry target) {}

        /** A probe ended with an answer by stream, and none by datagram here or at a helper. */
        default void answeredByStreamOnly(MemberEntry target, long now) {}

        /** The target's address refused a stream. */
        default void refused(MemberEntry target, long now) {}
    }

    private enum Phase {
        DIRECT,
        INDIRECT,
        BY_STREAM_ONLY,
        OVER
    }

    /** What the timers of a probe are for. */
    private enum Step {
        ESCALATE,
        CONCLUDE
    }

    private record ProbeTimer(Step step, Probe probe) {}

    private static final class Probe {
        final Question question;
        final MemberEntry target;
        final long generation;
        final long sentAt;

        /** How many answers of anybody had come when it was sent. */
        final long answersBefore;

        Phase phase = Phase.DIRECT;
        int helpers;
        int nacks;

        /** The stream was opened, which a kernel does by itself. */
        boolean connected;

        /** How the stream ended; null while it is open. */
        @Nullable CloseCause streamEnd;

        Probe(Question question, MemberEntry target, long sentAt, long answersBefore) {
            this.question = question;
            this.target = target;
            this.generation = target.record().generation();
            this.sentAt = sentAt;
            this.answersBefore = answersBefore;
        }

        boolean sameGeneration() {
            return target.record().generation() == generation;
        }
    }

    private final Membership membership;
    private final Pings pings;
    private final ProbeTargets targets;
    private final Timers timers;
    private final DetectionLog detectionLog;
    private final long periodNanos;
    private final LocalHealth health;
    private final RoundTrips roundTrips;
    private final SilenceProof silence;
    private final Map<Question, Probe> pending = new LinkedHashMap<>();
    private List<Listener> listeners = List.of();
    private long sent;
    private long acked;
    private long failed;
    private boolean stopped;

    public Prober(
            Settings settings,
            Membership membership,
            Pings pings,
            ProbeTargets targets,
            Timers timers,
            DetectionLog detectionLog) {
        this.membership = membership;
        this.pings = pings;
        this.targets = targets;
        this.timers = timers;
        this.detectionLog = detectionLog;
        this.periodNanos = settings.get(ProtocolSetting.PROBE_PERIOD);
        this.health = new LocalHealth(
                settings.count(ProtocolSetting.HEALTH_LIMIT), membership.local().entry());
        this.roundTrips = new RoundTrips(
                settings.get(ProtocolSetting.PROBE_TIMEOUT_MIN), settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX));
        this.silence = new SilenceProof(settings, membership.view(), pings.answers());
    }

    /** Sets those that follow what probes find, in this order; called once, before anything is probed. */
    public void follow(List<Listener> ordered) {
        listeners = List.copyOf(ordered);
    }

    public void start(long now) {
        targets.fill();
        silence.runningSince(now);
        timers.at(now + targets.startOffset(periodNanos), this::onPeriod, 0L);
    }

    public void stop() {
        stopped = true;
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean wasLive = change.before() != null && change.before().status().live();
        if (entry != membership.local().entry() && entry.live() && !wasLive) {
            targets.add(entry, change.before() != null);
        }
        if (entry.status() != Status.SUSPECT) {
            silence.forget(entry);
        }
        health.changed(change);
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        silence.forget(entry);
    }

    private void onPeriod(Long period, long now) {
        if (stopped) {
            return;
        }
        timers.at(now + health.stretch(periodNanos), this::onPeriod, period + 1);
        MemberEntry target = targets.of(period);
        if (target != null) {
            probe(target, now);
        }
    }

    // ---- one probe

    /** Begins a probe of a member, unless one is running. */
    void probe(MemberEntry target, long now) {
        if (target.record().addresses().isEmpty() || stopped || isProbing(target)) {
            return;
        }
        Question question = pings.open(target, this);
        Address address = target.address();
        // Without an address the target's former one is this process's own now, so that nobody answers there.
        if (address != null && !pings.send(question, target, address, now)) {
            pings.close(question);
            return;
        }
        Probe probe = new Probe(question, target, now, pings.answers().count());
        sent++;
        pending.put(question, probe);
        silence.asked(target, now);
        timers.at(
                now + health.stretch(roundTrips.timeout(target)), this::onTimer, new ProbeTimer(Step.ESCALATE, probe));
        timers.at(now + health.stretch(periodNanos), this::onTimer, new ProbeTimer(Step.CONCLUDE, probe));
    }

    private boolean isProbing(MemberEntry target) {
        return pending.values().stream().anyMatch(probe -> probe.target == target);
    }

    private void onTimer(ProbeTimer timer, long now) {
        if (timer.probe().phase == Phase.OVER) {
            return;
        }
        switch (timer.step()) {
            case ESCALATE -> escalate(timer.probe(), now);
            case CONCLUDE -> conclude(timer.probe(), now);
        }
    }

    /**
     * From {@link Phase#DIRECT} to {@link Phase#INDIRECT}: there is no ack in the time that is usual for the target.
     */
    private void escalate(Probe probe, long now) {
        MemberEntry target = probe.target;
        Address address = target.address();
        if (stopped || address == null) {
            return;
        }
        probe.phase = Phase.INDIRECT;
        // Until shortly before the period ends, so that nacks still come in time.
        long helpersTimeout = health.stretch(periodNanos) * 4 / 5 - (now - probe.sentAt);
        for (MemberEntry helper : targets.helpersFor(target)) {
            if (pings.sendThrough(probe.question, helper, address, helpersTimeout, now)) {
                probe.helpers++;
            }
        }
        for (Address other : target.addresses()) {
            if (!other.equals(address)) {
                pings.send(probe.question, target, other, now);
            }
        }
        pings.sendByStream(probe.question, target, address, now);
    }

    @Override
    public void answered(Question question, Address from, long roundTripNanos, long now) {
        Probe probe = pending.get(question);
        if (probe == null) {
            return;
        }
        MemberEntry target = probe.target;
        if (probe.sameGeneration()) {
            membership.view().answered(target, from, now);
            listeners.forEach(listener -> listener.answered(target, now));
            roundTrips.measured(target, roundTripNanos);
        }
        succeed(probe);
    }

    @Override
    public void relayed(Question question, long now) {
        Probe probe = pending.get(question);
        if (probe != null) {
            listeners.forEach(listener -> listener.answeredHelper(probe.target));
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
    public void streamOpened(Question question, long now) {
        Probe probe = pending.get(question);
        if (probe != null) {
            probe.connected = true;
        }
    }

    /** To {@link Phase#BY_STREAM_ONLY}. */
    @Override
    public void answeredByStream(Question question, long now) {
        Probe probe = pending.get(question);
        if (probe != null) {
            probe.phase = Phase.BY_STREAM_ONLY;
            countAnswer(probe.target);
        }
    }

    @Override
    public void streamClosed(Question question, CloseCause cause, long now) {
        Probe probe = pending.get(question);
        if (probe == null) {
            return;
        }
        probe.streamEnd = cause;
        if (cause == CloseCause.REFUSED && probe.sameGeneration()) {
            detectionLog.noted(probe.target, new DetectionLog.ProbeRefused(), now);
            listeners.forEach(listener -> listener.refused(probe.target, now));
        }
    }

    /** Another generation of the name is there: the one that was looked for has ended. */
    @Override
    public void gone(Question question, Address from, long now) {
        Probe probe = pending.get(question);
        if (probe != null && probe.sameGeneration()) {
            end(probe);
            membership.declare(probe.target, Status.DEAD, Evidence.GONE, now);
        }
    }

    private void succeed(Probe probe) {
        if (probe.phase != Phase.BY_STREAM_ONLY) {
            countAnswer(probe.target);
        }
        end(probe);
    }

    private void countAnswer(MemberEntry target) {
        acked++;
        health.note(-1);
        silence.forget(target);
    }

    /** The period has ended without an answer by datagram. */
    private void conclude(Probe probe, long now) {
        boolean byStreamOnly = probe.phase == Phase.BY_STREAM_ONLY;
        end(probe);
        if (!byStreamOnly) {
            fail(probe, now);
        } else if (probe.sameGeneration()) {
            listeners.forEach(listener -> listener.answeredByStreamOnly(probe.target, now));
        }
    }

    /** No answer came by any way: the target is accused, unless its silence proves nothing. */
    private void fail(Probe probe, long now) {
        MemberEntry target = probe.target;
        health.note(probe.helpers - probe.nacks);
        if (stopped || !silence.proves(probe.answersBefore, probe.sentAt, now)) {
            silence.forget(target);
        } else if (probe.sameGeneration() && target.live()) {
            failed++;
            long since = silence.since(target, probe.answersBefore, probe.sentAt, now);
            String accuser = membership.local().name();
            if (target.status() == Status.ALIVE || !target.accusers().contains(accuser)) {
                detectionLog.noted(target, unanswered(probe, since, now), now);
            }
            membership.declare(target, Status.SUSPECT, Evidence.SILENT, List.of(accuser), now - since, now);
        }
    }

    private static DetectionLog.Step unanswered(Probe probe, long since, long now) {
        return new DetectionLog.Unanswered(
                now - probe.sentAt, now - since, probe.helpers, probe.nacks, probe.streamEnd, probe.connected);
    }

    private void end(Probe probe) {
        probe.phase = Phase.OVER;
        pending.remove(probe.question);
        pings.close(probe.question);
    }

    /**
     * This process did not run for a while, and is likely slow: what was pending meanwhile says nothing about others.
     */
    void stalled(long now) {
        health.note(1);
        silence.runningSince(now);
        for (Probe probe : List.copyOf(pending.values())) {
            end(probe);
            silence.forget(probe.target);
        }
    }

    // ---- figures

    /** How well this process itself does; 0 is well. */
    public int healthScore() {
        return health.score();
    }

    /** Round trips of all direct probes that were answered. */
    public Distribution roundTrips() {
        return roundTrips.all();
    }

    /** Direct probes that were sent. */
    public long sent() {
        return sent;
    }

    /** Probes that were answered, by whatever way. */
    public long acked() {
        return acked;
    }

    /** Probes that ended in an accusation. */
    public long failed() {
        return failed;
    }
}
