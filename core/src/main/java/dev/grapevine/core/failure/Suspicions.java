package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.failure.Suspicion.Respite;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From suspicion to verdict. Every holder of a SUSPECT record runs its own window, so that the death of the only accuser changes nothing. The
 * window counts from the sending of the oldest unanswered probe, which the suspicion carries as an age; it is at its shortest
 * once enough others confirm, where only members that could confirm are asked for (else each of several deaths in a small cluster
 * would take longer than the last). Accusers declare at its end, others a little later and after a last call to the suspect.
 *
 * <p>The suspect is told again and again, since only its own refutation clears it: told once, a tenth of the packets lost
 * is enough to kill the living.
 */
public final class Suspicions implements ViewListener {

    /** When an accuser tells the suspect again, after it first did, in milliseconds in the LAN profile's window of 5.6 s. */
    static final long[] RETELL_MILLIS = {500, 1_500, 3_000, 4_500};

    /** Pause before a verdict that was held back is looked at again, where no longer one is set. */
    private static final long LOOK_AGAIN = 100_000_000;

    private static final double RETELL_WINDOW_MILLIS = 5_600;

    private final Settings settings;
    private final View view;
    private final Accusers accusers;
    private final LocalMember self;
    private final Membership membership;
    private final AnswerHistory answers;
    private final PiggybackSender sender;
    private final Timers timers;
    private final FlapDamping flaps;
    private final Brake brake;
    private final DetectionLog detectionLog;
    private final Windows windows;
    private final Map<String, Suspicion> open = new HashMap<>();
    private final Map<String, Long> raised = new TreeMap<>();
    private boolean stopped;

    public Suspicions(
            Settings settings,
            View view,
            LocalMember self,
            Membership membership,
            AnswerHistory answers,
            PiggybackSender sender,
            Timers timers,
            FlapDamping flaps,
            Port port,
            DetectionLog detectionLog) {
        this.settings = settings;
        this.view = view;
        this.accusers = new Accusers(view);
        this.self = self;
        this.membership = membership;
        this.answers = answers;
        this.sender = sender;
        this.timers = timers;
        this.flaps = flaps;
        this.detectionLog = detectionLog;
        this.windows = new Windows(settings, accusers, answers, flaps);
        this.brake = new Brake(settings, view, port);
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        if (entry.status() == Status.SUSPECT) {
            Suspicion suspicion = new Suspicion(entry, now);
            open.put(entry.name(), suspicion);
            long window = settings.get(ProtocolSetting.CLOSED_WINDOW);
            noteEvidence(suspicion, entry.since() - (now - window) < 0 ? now - window : entry.since(), now);
            noteMine(suspicion, now);
            lookSoon(suspicion, now);
        } else {
            open.remove(entry.name());
            if (entry.status() == Status.DEAD
                    && (entry.evidence() == Evidence.SILENT || entry.evidence() == Evidence.CLOSED)) {
                brake.silentDeath(now);
            }
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        Suspicion suspicion = open.get(subject.name());
        if (suspicion != null) {
            noteEvidence(suspicion, now, now);
            noteMine(suspicion, now);
            lookSoon(suspicion, now);
        }
    }

    private void noteEvidence(Suspicion suspicion, long firstSeen, long now) {
        MemberEntry subject = suspicion.subject;
        boolean closed = subject.evidence() == Evidence.CLOSED || subject.evidence() == Evidence.REFUSED;
        if (closed && !suspicion.closed) {
            suspicion.closed = true;
            suspicion.closedAt = firstSeen;
        }
        if (!suspicion.enough && subject.evidence() == Evidence.REFUSED && enoughRefused(subject, now)) {
            suspicion.enough = true;
            suspicion.enoughAt = now;
        }
    }

    /** As many living members are refused as the verdict needs, and it did not refute that lately. */
    private boolean enoughRefused(MemberEntry subject, long now) {
        List<String> living = subject.accusers().stream()
                .filter(name -> {
                    MemberEntry accuser = view.get(name);
                    return accuser != null && accuser.status() == Status.ALIVE;
                })
                .toList();
        return accusers.weight(subject, living) >= RefusalConsensus.ENOUGH
                && flaps.penalty(subject.name(), now) < FlapDamping.LATELY;
    }

    /** Whoever accuses tells the suspect, at once and again. */
    private void noteMine(Suspicion suspicion, long now) {
        if (suspicion.mine || !suspicion.subject.accusers().contains(self.name())) {
            return;
        }
        suspicion.mine = true;
        raised.merge(suspicion.subject.evidence().name(), 1L, Long::sum);
        sender.accuse(suspicion.subject, now);
        double scale = settings.get(ProtocolSetting.WINDOW_MIN) / (RETELL_WINDOW_MILLIS * 1_000_000);
        for (int i = 0; i < settings.count(ProtocolSetting.TELLINGS) - 1; i++) {
            timers.at(now + (long) (RETELL_MILLIS[i] * 1_000_000 * scale), then -> retell(suspicion, then));
        }
    }

    private boolean current(Suspicion suspicion) {
        return open.get(suspicion.subject.name()) == suspicion && !stopped;
    }

    /** Who is still the only accuser may hardly be heard, by the suspect as little as by others: it tells all of them again. */
    private void retell(Suspicion suspicion, long now) {
        if (current(suspicion)) {
            sender.accuse(suspicion.subject, now);
            boolean silent = suspicion.subject.evidence() == Evidence.SILENT;
            if (silent && suspicion.subject.accusers().size() == 1) {
                sender.repeat(suspicion.subject, now);
            }
        }
    }

    /**
     * Looks with the timers, after all that has come in was handed over and a stall was noticed: what is said here may be old,
     * and its refutation may be next in the socket.
     */
    private void lookSoon(Suspicion suspicion, long now) {
        timers.at(now, then -> look(suspicion, then));
    }

    /** Looks whether it is due, and otherwise looks again when it will be. */
    private void look(Suspicion suspicion, long now) {
        if (!current(suspicion)) {
            return;
        }
        long verdictDue = windows.verdictDue(suspicion, now);
        if (answers.regainedSince(suspicion.learnedAt) && !suspicion.toldAnew) {
            suspicion.toldAnew = true;
            sender.accuse(suspicion.subject, now);
        }
        if (!suspicion.mine && !suspicion.lastCalled && now - verdictDue >= 0) {
            suspicion.lastCalled = true;
            suspicion.calledAt = now;
            sender.accuse(suspicion.subject, now);
        }
        long due = suspicion.mine ? verdictDue : windows.bystanderDue(suspicion, verdictDue);
        if (now - due < 0) {
            boolean callFirst = !suspicion.mine && !suspicion.lastCalled;
            timers.at(callFirst ? verdictDue : due, then -> look(suspicion, then));
        } else if (!suspicion.enough
                && (alone(suspicion, now) || backInTime(suspicion, due, now) || held(suspicion, due, now))) {
            timers.at(
                    now + Math.max(LOOK_AGAIN, settings.get(ProtocolSetting.BYSTANDER_DELAY)),
                    then -> look(suspicion, then));
        } else {
            declare(suspicion.subject, now);
        }
    }

    /** Nobody answered since it was accused: whoever is cut off from all comes to no verdict by silence for two longest windows. */
    private boolean alone(Suspicion suspicion, long now) {
        boolean alone = settings.count(ProtocolSetting.PROOF) > 0
                && view.live() > 2
                && !answers.anySince(suspicion.learnedAt)
                && now - suspicion.learnedAt < 2 * settings.get(ProtocolSetting.WINDOW_MAX);
        if (alone && suspicion.aloneRespite == Respite.NONE) {
            suspicion.aloneRespite = Respite.OWED;
        }
        return alone;
    }

    /** The first answer after that need not be the suspect's, which is told anew and given time for its own. */
    private boolean backInTime(Suspicion suspicion, long due, long now) {
        if (suspicion.aloneRespite != Respite.OWED || !answers.anySince(suspicion.learnedAt)) {
            return false;
        }
        suspicion.aloneRespite = Respite.GIVEN;
        giveTime(
                suspicion,
                due,
                settings.get(suspicion.closed ? ProtocolSetting.CLOSED_WINDOW : ProtocolSetting.WINDOW_MIN),
                now);
        return true;
    }

    /** The brake holds; and when it lets go because others came back, the suspect is told again and may do the same. */
    private boolean held(Suspicion suspicion, long due, long now) {
        if (brake.holds(now - due, now)) {
            noteHeldBack(suspicion, now);
            return true;
        }
        boolean othersBack =
                suspicion.brakeRespite == Respite.OWED && now - due < settings.get(ProtocolSetting.BRAKE_HOLD);
        if (othersBack) {
            suspicion.brakeRespite = Respite.GIVEN;
            giveTime(suspicion, due, settings.get(ProtocolSetting.WINDOW_MIN), now);
        }
        return othersBack;
    }

    private void noteHeldBack(Suspicion suspicion, long now) {
        if (suspicion.brakeRespite == Respite.NONE) {
            suspicion.brakeRespite = Respite.OWED;
            detectionLog.noted(suspicion.subject, brake.reason(), now);
        }
    }

    /** The suspect is told that it is accused, and has so long from now on to answer. */
    private void giveTime(Suspicion suspicion, long due, long window, long now) {
        suspicion.extended += now - due + window;
        sender.accuse(suspicion.subject, now);
    }

    private void declare(MemberEntry subject, long now) {
        membership.declare(subject, Status.DEAD, subject.evidence(), subject.accusers(), 0, now);
    }

    /** This process did not run for so long: every suspect is given that much more time, and a period at least. */
    void extend(long stallNanos) {
        long extension = Math.max(stallNanos, settings.get(ProtocolSetting.PROBE_PERIOD));
        long bounded = Math.min(extension, settings.get(ProtocolSetting.WINDOW_MAX));
        open.values().forEach(suspicion -> suspicion.extended += bounded);
    }

    void stop() {
        stopped = true;
    }

    /** Suspicions raised here, by evidence. */
    public Map<String, Long> raised() {
        return Map.copyOf(raised);
    }
}
