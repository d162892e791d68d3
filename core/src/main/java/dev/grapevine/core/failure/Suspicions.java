package dev.grapevine.core.failure;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From suspicion to verdict: PROTOCOL.md, section 2, "The window", "The suspect is told", "The brake" and "Anti-flapping".
 *
 * <h2>Phases</h2>
 *
 * Every member that holds a SUSPECT record runs a window of its own, so the death of the only accuser changes nothing.
 *
 * <pre>
 *   WATCHING ---- the window ends; the suspect is told ----> LAST_CALL ---- a delay ----+
 *       |                                                       |                       +----> verdict
 *       +---- this member accuses the suspect itself -----------+-----> ACCUSING -------+
 *                                                                    the window ends
 * </pre>
 *
 * A refutation, a death or a leave ends a suspicion in any phase: the view changes, and the suspicion is {@code OVER}. A new accusation is a
 * new suspicion. None is ever reset, so the timers of an old one find it over.
 *
 * <h2>A verdict that is due</h2>
 *
 * It waits while this member is {@linkplain #alone cut off from all others}, and while so many members are silent together that
 * {@linkplain Brake a partition is more likely}. When that ends, the suspect is told once more and has time to refute, since it may have been
 * the same trouble that kept it silent.
 *
 * <h2>Why the suspect is told again and again</h2>
 *
 * Only its own refutation clears it. Told once, a packet loss of 10 % is enough to kill live members.
 *
 * <p>Sources: Lifeguard (see {@link LocalHealth}) for the window that shrinks with confirmations and for telling the suspect.
 */
public final class Suspicions implements ViewListener {

    /** When an accuser tells the suspect again after the first time, in milliseconds, where the shortest window is that of the LAN profile. */
    static final long[] RETELL_MILLIS = {500, 1_500, 3_000, 4_500};

    private static final double RETELL_WINDOW_MILLIS = 5_600;

    /** Pause before a verdict that was held back is considered again, at the least. */
    private static final long RECONSIDER_NANOS = 100_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private enum Phase {
        /** Others accuse the suspect, and the window runs. */
        WATCHING,
        /** The window has ended. The suspect was told, and has a last delay to refute. */
        LAST_CALL,
        /** This member accuses the suspect itself, and the window runs. */
        ACCUSING,
        /** The suspicion is no longer what is known of the member. */
        OVER
    }

    /** More time for a suspect whose verdict had to wait: owed while it waits, given once when that is over. */
    private enum Respite {
        NONE,
        OWED,
        GIVEN
    }

    private static final class Suspicion {
        final MemberEntry subject;
        final long learnedAt;
        Phase phase = Phase.WATCHING;

        /** When the last call was made; meaningful in that phase only. */
        long lastCallAt;

        /** Nanoseconds by which every deadline is put off: stalls, and respites. */
        long extended;

        /** Whether the suspect was told again after this member was out of contact. */
        boolean toldBackInContact;

        /** For a verdict that was due while this member was cut off from all. */
        Respite aloneRespite = Respite.NONE;

        /** For a verdict that was due while the brake held. */
        Respite brakeRespite = Respite.NONE;

        /** When a closed tether, or a refusal, was first seen; null while it is silence only. */
        @Nullable Long closedAt;

        /** Since when enough members are refused; null while they are too few. */
        @Nullable Long enoughRefusedAt;

        Suspicion(MemberEntry subject, long learnedAt) {
            this.subject = subject;
            this.learnedAt = learnedAt;
        }
    }

    /** What a timer is for. */
    private enum Step {
        TELL_AGAIN,
        CONSIDER
    }

    private record SuspicionTimer(Step step, Suspicion suspicion) {}

    private final Settings settings;
    private final Membership membership;
    private final View view;
    private final AnswerHistory answers;
    private final PiggybackSender sender;
    private final FlapDamping flaps;
    private final Timers timers;
    private final Accusers accusers;
    private final Brake brake;
    private final Map<String, Suspicion> open = new HashMap<>();
    private final Map<Evidence, Long> raised = new EnumMap<>(Evidence.class);
    private DetectionLog log = (subject, step, now) -> {};
    private boolean stopped;

    public Suspicions(
            Settings settings,
            Membership membership,
            AnswerHistory answers,
            PiggybackSender sender,
            FlapDamping flaps,
            Timers timers) {
        this.settings = settings;
        this.membership = membership;
        this.view = membership.view();
        this.answers = answers;
        this.sender = sender;
        this.flaps = flaps;
        this.timers = timers;
        this.accusers = new Accusers(view);
        this.brake = new Brake(settings, view);
    }

    /** Sets the listener that hears when so many members are silent together that a partition is more likely. */
    public void onPartition(Brake.Listener listener) {
        brake.follow(listener);
    }

    /** Sets the log of what a suspect is told, and of the verdicts that are held back. */
    public void follow(DetectionLog listener) {
        log = listener;
    }

    void stop() {
        stopped = true;
    }

    // ---- what is heard

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        Suspicion before = open.remove(entry.name());
        if (before != null) {
            before.phase = Phase.OVER;
        }
        if (entry.status() == Status.SUSPECT) {
            Suspicion suspicion = new Suspicion(entry, now);
            open.put(entry.name(), suspicion);
            noteEvidence(suspicion, later(entry.since(), now - settings.get(ProtocolSetting.CLOSED_WINDOW)), now);
            noteAccuser(suspicion, now);
            consider(suspicion, now);
        } else if (entry.status() == Status.DEAD
                && (entry.evidence() == Evidence.SILENT || entry.evidence() == Evidence.CLOSED)) {
            brake.silentDeath(now);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        Suspicion suspicion = open.get(subject.name());
        if (suspicion != null) {
            noteEvidence(suspicion, now, now);
            noteAccuser(suspicion, now);
            consider(suspicion, now);
        }
    }

    private void noteEvidence(Suspicion suspicion, long firstSeen, long now) {
        MemberEntry subject = suspicion.subject;
        boolean refused = subject.evidence() == Evidence.REFUSED;
        if (suspicion.closedAt == null && (refused || subject.evidence() == Evidence.CLOSED)) {
            suspicion.closedAt = firstSeen;
        }
        if (suspicion.enoughRefusedAt == null && refused && enoughRefused(subject, now)) {
            suspicion.enoughRefusedAt = now;
        }
    }

    /** PROTOCOL.md, section 2, "The verdict REFUSED": enough living members are refused, and the subject did not refute that lately. */
    private boolean enoughRefused(MemberEntry subject, long now) {
        List<String> living = subject.accusers().stream()
                .filter(name -> {
                    MemberEntry accuser = view.get(name);
                    return accuser != null && accuser.status() == Status.ALIVE;
                })
                .toList();
        return accusers.weight(subject, living) >= Accusers.ENOUGH && !refutedLately(subject, now);
    }

    /** Whether a member came back from a verdict lately, so that its window decides and no quick verdict. */
    boolean refutedLately(MemberEntry subject, long now) {
        return flaps.refutedLately(subject.name(), now);
    }

    // ---- the suspect is told

    /** PROTOCOL.md, section 2, "The suspect is told": by its accuser at once and again, as fits the window. */
    private void noteAccuser(Suspicion suspicion, long now) {
        MemberEntry subject = suspicion.subject;
        if (suspicion.phase == Phase.ACCUSING
                || !subject.accusers().contains(membership.local().name())) {
            return;
        }
        suspicion.phase = Phase.ACCUSING;
        raised.merge(subject.evidence(), 1L, Long::sum);
        tell(subject, now);
        log.noted(subject, new DetectionLog.Told(false), now);
        double scale = settings.get(ProtocolSetting.WINDOW_MIN) / (RETELL_WINDOW_MILLIS * NANOS_PER_MILLI);
        for (int i = 0; i < settings.count(ProtocolSetting.TELLINGS) - 1; i++) {
            long wait = (long) (RETELL_MILLIS[i] * NANOS_PER_MILLI * scale);
            timers.at(now + wait, this::onTimer, new SuspicionTimer(Step.TELL_AGAIN, suspicion));
        }
    }

    /** A member that is still the only accuser may hardly be heard, so it tells all others again as well. */
    private void tellAgain(Suspicion suspicion, long now) {
        MemberEntry subject = suspicion.subject;
        tell(subject, now);
        if (subject.evidence() == Evidence.SILENT && subject.accusers().size() == 1) {
            sender.repeat(subject, now);
        }
    }

    /** Tells a member what it is accused of, in a packet of its own. */
    void tell(MemberEntry subject, long now) {
        sender.accuse(subject, now);
    }

    // ---- the phases

    private void onTimer(SuspicionTimer timer, long now) {
        Suspicion suspicion = timer.suspicion();
        if (suspicion.phase == Phase.OVER || stopped) {
            return;
        }
        switch (timer.step()) {
            case TELL_AGAIN -> tellAgain(suspicion, now);
            case CONSIDER -> {
                tellBackInContact(suspicion, now);
                switch (suspicion.phase) {
                    case WATCHING -> watch(suspicion, now);
                    case LAST_CALL -> awaitLastCall(suspicion, now);
                    case ACCUSING -> accuse(suspicion, now);
                    case OVER -> {}
                }
            }
        }
    }

    /**
     * Considers a suspicion with the timers and never at once, even when it is due: timers run after all that came in was handed over and a
     * stall was noticed. What is heard before may be old, and its refutation may be next in the socket.
     */
    private void consider(Suspicion suspicion, long when) {
        timers.at(when, this::onTimer, new SuspicionTimer(Step.CONSIDER, suspicion));
    }

    /** This member was out of contact, so what it told the suspect before may not have reached it. */
    private void tellBackInContact(Suspicion suspicion, long now) {
        if (!suspicion.toldBackInContact && answers.regainedSince(suspicion.learnedAt)) {
            suspicion.toldBackInContact = true;
            tell(suspicion.subject, now);
        }
    }

    /** {@code WATCHING}: until the window ends. */
    private void watch(Suspicion suspicion, long now) {
        long due = windowEnd(suspicion, now);
        if (now - due < 0) {
            consider(suspicion, due);
            return;
        }
        suspicion.phase = Phase.LAST_CALL;
        suspicion.lastCallAt = now;
        tell(suspicion.subject, now);
        log.noted(suspicion.subject, new DetectionLog.Told(true), now);
        awaitLastCall(suspicion, now);
    }

    /**
     * {@code LAST_CALL}: a member that does not accuse the suspect declares later than its accusers. The delay runs from the last call, so that
     * the suspect can answer it even where a late confirmation ended the window in the past.
     */
    private void awaitLastCall(Suspicion suspicion, long now) {
        long start = later(windowEnd(suspicion, now), suspicion.lastCallAt);
        decide(suspicion, start + settings.get(ProtocolSetting.BYSTANDER_DELAY), now);
    }

    /** {@code ACCUSING}: until the window ends. */
    private void accuse(Suspicion suspicion, long now) {
        decide(suspicion, windowEnd(suspicion, now), now);
    }

    /** Gives the verdict if it is due and nothing holds it back. */
    private void decide(Suspicion suspicion, long due, long now) {
        if (now - due < 0) {
            consider(suspicion, due);
        } else if (suspicion.enoughRefusedAt == null && mustWait(suspicion, due, now)) {
            long pause = Math.max(RECONSIDER_NANOS, settings.get(ProtocolSetting.BYSTANDER_DELAY));
            consider(suspicion, now + pause);
        } else {
            MemberEntry subject = suspicion.subject;
            membership.declare(subject, Status.DEAD, subject.evidence(), subject.accusers(), 0, now);
        }
    }

    // ---- the window

    /** PROTOCOL.md, section 2, "The window": when it ends, as things stand. The earliest end that the evidence allows counts. */
    private long windowEnd(Suspicion suspicion, long now) {
        MemberEntry subject = suspicion.subject;
        long window = window(subject, now);
        long end = later(subject.since(), suspicion.learnedAt - window) + window;
        if (suspicion.closedAt != null) {
            long closedWindow = flaps.stretch(settings.get(ProtocolSetting.CLOSED_WINDOW), subject.name(), now);
            end = earlier(end, suspicion.closedAt + closedWindow);
        }
        if (suspicion.enoughRefusedAt != null) {
            end = earlier(end, suspicion.enoughRefusedAt + settings.get(ProtocolSetting.VETO_HOLD));
        }
        end += suspicion.extended;
        // A member that was out of contact gives those that it accused meanwhile a window to answer.
        return answers.regainedSince(suspicion.learnedAt)
                ? later(end, answers.regainedAt() + settings.get(ProtocolSetting.WINDOW_MIN))
                : end;
    }

    /**
     * How long the verdict by silence waits, from the first unanswered probe on. Only members that could confirm are asked for: otherwise each
     * of several deaths in a small cluster would take longer than the last.
     */
    long window(MemberEntry subject, long now) {
        long window = silentWindow(
                settings.get(ProtocolSetting.WINDOW_MIN),
                settings.get(ProtocolSetting.WINDOW_MAX),
                accusers.weight(subject, subject.accusers()) - 1,
                Math.min(settings.count(ProtocolSetting.CONFIRMATIONS), accusers.possible(subject) - 1));
        return flaps.stretch(window, subject.name(), now);
    }

    /**
     * Lifeguard's window: the longest without a confirmation. With confirmations it falls with the logarithm of their number, to the shortest
     * when there are as many as are wanted.
     */
    static long silentWindow(long min, long max, int confirmations, int wanted) {
        int confirmed = Math.max(0, confirmations);
        if (confirmed >= wanted) {
            return min;
        }
        double share = Math.log(confirmed + 1.0) / Math.log(wanted + 1.0);
        return (long) (max - (max - min) * share);
    }

    /** This process did not run for so long: every suspect is given that much more time, and one probe period at least. */
    void extend(long stallNanos) {
        long extension = Math.max(stallNanos, settings.get(ProtocolSetting.PROBE_PERIOD));
        long bounded = Math.min(extension, settings.get(ProtocolSetting.WINDOW_MAX));
        open.values().forEach(suspicion -> suspicion.extended += bounded);
    }

    // ---- what holds a verdict back

    private boolean mustWait(Suspicion suspicion, long due, long now) {
        return alone(suspicion, now) || backInContact(suspicion, due, now) || braked(suspicion, due, now);
    }

    /**
     * Nobody answered this member since it learned of the suspicion. A member that is cut off from all comes to no verdict by silence for two
     * of the longest windows.
     */
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

    /** Somebody answers again. That need not be the suspect, which is told and given time for its own answer. */
    private boolean backInContact(Suspicion suspicion, long due, long now) {
        if (suspicion.aloneRespite != Respite.OWED || !answers.anySince(suspicion.learnedAt)) {
            return false;
        }
        suspicion.aloneRespite = Respite.GIVEN;
        ProtocolSetting window =
                suspicion.closedAt == null ? ProtocolSetting.WINDOW_MIN : ProtocolSetting.CLOSED_WINDOW;
        giveTime(suspicion, due, settings.get(window), now);
        return true;
    }

    /** PROTOCOL.md, section 2, "The brake". When it lets go because others are back, the suspect is told again and may be back too. */
    private boolean braked(Suspicion suspicion, long due, long now) {
        if (brake.holds(now - due, now)) {
            if (suspicion.brakeRespite == Respite.NONE) {
                suspicion.brakeRespite = Respite.OWED;
                log.noted(suspicion.subject, brake.reason(), now);
            }
            return true;
        }
        if (suspicion.brakeRespite != Respite.OWED || now - due >= settings.get(ProtocolSetting.BRAKE_HOLD)) {
            return false;
        }
        suspicion.brakeRespite = Respite.GIVEN;
        giveTime(suspicion, due, settings.get(ProtocolSetting.WINDOW_MIN), now);
        return true;
    }

    /** The suspect is told that it is accused, and has this long from now on to answer. */
    private void giveTime(Suspicion suspicion, long due, long window, long now) {
        suspicion.extended += now - due + window;
        tell(suspicion.subject, now);
    }

    // ---- figures

    /** Suspicions that this member raised, by evidence. */
    public Map<Evidence, Long> raised() {
        return Collections.unmodifiableMap(raised);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private static long later(long a, long b) {
        return a - b < 0 ? b : a;
    }
}
