package dev.grapevine.core.failure;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The quick verdict, which takes a few round trips instead of a window (PROTOCOL.md, section 2, "The verdict REFUSED").
 *
 * <h2>Phases of a case</h2>
 *
 * A tether that closed without a word, or a refused probe, opens a case about its subject.
 *
 * <ol>
 *   <li>{@link Phase#CHECKING}: this member checks the subject on fresh sockets.
 *   <li>{@link Phase#ASKING}: the subject refuses here. Its other witnesses and two helpers are asked to check it as
 *       well. Two refusals, and no answer of the subject to anybody, are the verdict.
 *   <li>{@link Phase#PAUSED}: where only one refusal is possible, because all other members are gone or share a zone,
 *       it is found twice, some time apart. The second look begins with {@code CHECKING} again, and what the first look
 *       found does not count in it.
 *   <li>{@link Phase#OVER}: the subject was found alive, accused, or declared dead, or nobody can tell.
 * </ol>
 *
 * <h2>What is no quick verdict</h2>
 *
 * Any answer of the subject to anybody is a veto, and so is a tether that is still open: the firewall of one path, a
 * restarted middlebox or a listener that is slow to accept kill nobody. A subject that is silent rather than refused is
 * accused, and its window decides ({@link Suspicions}). So it is with a subject that refuted such a verdict lately, and
 * if too few members find that it refuses. When many members die together, those that are asked may be dead as
 * well; then the accusation makes others check the subject, and {@code Suspicions} counts their refusals.
 *
 * <h2>Answers</h2>
 *
 * Each look asks under a number of its own. An answer counts only with that number, from a member that was asked, and
 * once. Any other answer is dropped and counted.
 */
public final class RefusalConsensus implements DropCounts {

    private static final int NUMBERS = 1 << 16;

    /** Cases that are open at a time, each with a few sockets. Ranks are looked at again, so others get their turn. */
    static final int LIMIT = 64;

    private enum Phase {
        CHECKING,
        ASKING,
        PAUSED,
        OVER
    }

    /** What a timer is for. */
    private enum Step {
        /** The time to answer is up. */
        DECIDE,
        LOOK_AGAIN,
        /** The case is over; its subject is still accused of refusing. */
        REOPEN
    }

    /** @param look the number of the look that the timer belongs to: with another one the timer is stale */
    private record CaseTimer(Step step, Case opened, int look) {}

    private final class Case implements ReachabilityCheck.Result {
        final MemberEntry subject;
        final long generation;
        final long openedAt;
        Phase phase = Phase.CHECKING;

        /** The number of the current look, which is that of its question to others as well. */
        int look;

        /** Whether the subject was found to refuse before, some time ago. */
        boolean second;

        final Set<String> asked = new LinkedHashSet<>();
        final Set<String> answered = new LinkedHashSet<>();

        /** Members that were refused in the current look, perhaps this one among them. */
        final Set<String> refused = new LinkedHashSet<>();

        Case(MemberEntry subject, boolean second, long openedAt) {
            this.subject = subject;
            this.generation = subject.record().generation();
            this.second = second;
            this.openedAt = openedAt;
        }

        @Override
        public void checked(DetectionLog.Checked found, long now) {
            if (phase == Phase.CHECKING) {
                checkedHere(this, found, now);
            }
        }

        @Override
        public void gone(long now) {
            if (phase == Phase.CHECKING) {
                close(this);
                declare(this, Status.DEAD, Evidence.GONE, List.of(local.name()), 0, now);
            }
        }
    }

    private final Settings settings;
    private final Membership membership;
    private final LocalMember local;
    private final Reachability reachability;
    private final Suspicions suspicions;
    private final Timers timers;
    private final DetectionLog log;
    private final Accusers accusers;
    private final Map<String, Case> cases = new HashMap<>();
    private int lastLook;
    private long unexpected;
    private long refused;
    private boolean stopped;

    public RefusalConsensus(
            Settings settings,
            Membership membership,
            Reachability reachability,
            Suspicions suspicions,
            Timers timers,
            DetectionLog log) {
        this.settings = settings;
        this.membership = membership;
        this.local = membership.local();
        this.reachability = reachability;
        this.suspicions = suspicions;
        this.timers = timers;
        this.log = log;
        this.accusers = new Accusers(membership.view());
    }

    void stop() {
        stopped = true;
    }

    /** There is a sign that a member is gone, and no tether to it is open. */
    public void open(MemberEntry subject, long now) {
        boolean off = settings.count(ProtocolSetting.WITNESSES) == 0;
        if (off || stopped || !subject.live() || cases.containsKey(subject.name())) {
            return;
        }
        if (cases.size() >= LIMIT) {
            refused++;
            return;
        }
        subject.firstSignSeen(now);
        begin(subject, false, now);
    }

    private void begin(MemberEntry subject, boolean second, long now) {
        Case opened = new Case(subject, second, now);
        cases.put(subject.name(), opened);
        check(opened, now);
    }

    private void onTimer(CaseTimer timer, long now) {
        Case opened = timer.opened();
        switch (timer.step()) {
            case DECIDE -> {
                if (opened.phase == Phase.ASKING && opened.look == timer.look()) {
                    decide(opened, now);
                }
            }
            case LOOK_AGAIN -> {
                if (opened.phase == Phase.PAUSED) {
                    lookAgain(opened, now);
                }
            }
            case REOPEN -> reopen(opened, now);
        }
    }

    private void setTimer(long when, Step step, Case opened) {
        timers.at(when, this::onTimer, new CaseTimer(step, opened, opened.look));
    }

    // ---- CHECKING: "When one closes with no LEAVE or LOOSE, its holder checks at once"

    private void check(Case opened, long now) {
        lastLook = (lastLook + 1) % NUMBERS;
        opened.look = lastLook;
        opened.phase = Phase.CHECKING;
        opened.asked.clear();
        opened.answered.clear();
        opened.refused.clear();
        reachability.check(opened.subject, opened, now);
    }

    private void checkedHere(Case opened, DetectionLog.Checked found, long now) {
        log.noted(opened.subject, found, now);
        switch (found.finding()) {
            case LIVES -> acquit(opened, now);
            case SILENT -> accuse(opened, Evidence.CLOSED, now);
            case REFUSES -> refusedHere(opened, now);
            case UNKNOWN -> {
                // It never answered here, so this member cannot accuse it; others may find the same and can.
                if (found.stream() == CloseCause.REFUSED) {
                    askOthers(opened, now);
                } else {
                    close(opened);
                }
            }
        }
    }

    private void refusedHere(Case opened, long now) {
        MemberEntry subject = opened.subject;
        opened.refused.add(local.name());
        boolean othersAccuse = subject.status() == Status.SUSPECT
                && subject.evidence() == Evidence.REFUSED
                && !subject.accusers().contains(local.name());
        if (suspicions.refutedLately(subject, now)) {
            log.noted(subject, new DetectionLog.RefutedLately(), now);
            accuse(opened, Evidence.CLOSED, now);
        } else if (othersAccuse) {
            accuse(opened, Evidence.REFUSED, now);
        } else {
            askOthers(opened, now);
        }
    }

    // ---- ASKING: "The live witnesses and up to two helpers are asked together: all refused ends it, else 100 ms pass"

    private void askOthers(Case opened, long now) {
        opened.phase = Phase.ASKING;
        opened.asked.addAll(reachability.askOthers(opened.subject, opened.generation, opened.look, now));
        if (opened.asked.isEmpty()) {
            decide(opened, now);
        } else {
            log.noted(opened.subject, new DetectionLog.AskedOthers(List.copyOf(opened.asked)), now);
            setTimer(now + settings.get(ProtocolSetting.VETO_HOLD), Step.DECIDE, opened);
        }
    }

    /** What another member found. Until the case is over, its answer may come late and still be a veto. */
    public void examined(Message.Examined examined, Address from, long now) {
        MemberEntry by = membership.view().at(from);
        Case opened = by == null ? null : awaiting(examined.number(), by.name());
        if (by == null || by.status() != Status.ALIVE || opened == null) {
            unexpected++;
            return;
        }
        opened.answered.add(by.name());
        log.noted(opened.subject, new DetectionLog.OtherChecked(by.name(), examined.finding()), now);
        if (examined.finding() == Finding.LIVES) {
            acquit(opened, now);
            return;
        }
        if (examined.finding() == Finding.REFUSES) {
            opened.refused.add(by.name());
        }
        if (opened.phase == Phase.ASKING && opened.answered.size() == opened.asked.size()) {
            decide(opened, now);
        }
    }

    private @Nullable Case awaiting(int look, String by) {
        for (Case opened : cases.values()) {
            if (opened.look == look && opened.asked.contains(by) && !opened.answered.contains(by)) {
                return opened;
            }
        }
        return null;
    }

    /** "The verdict REFUSED needs min(2, unaccused others) distinct ALIVE accusers; where that is one, twice". */
    private void decide(Case opened, long now) {
        int needed = Math.min(Accusers.ENOUGH, accusers.possible(opened.subject));
        int found = accusers.weight(opened.subject, opened.refused);
        if (opened.refused.isEmpty()) {
            close(opened);
        } else if (found < needed) {
            accuse(opened, Evidence.REFUSED, now);
            setTimer(now + settings.get(ProtocolSetting.SOLE_RECHECK), Step.REOPEN, opened);
        } else if (needed < Accusers.ENOUGH && !opened.second) {
            opened.phase = Phase.PAUSED;
            setTimer(now + settings.get(ProtocolSetting.SOLE_RECHECK), Step.LOOK_AGAIN, opened);
        } else {
            close(opened);
            declare(opened, Status.DEAD, Evidence.REFUSED, named(opened.refused), 0, now);
        }
    }

    // ---- PAUSED: "where that is one, twice, 250 ms apart, on fresh sockets"

    private void lookAgain(Case opened, long now) {
        opened.second = true;
        check(opened, now);
    }

    // ---- OVER

    /** The subject lives. Where others accuse it, it is told, since they may not reach it. */
    private void acquit(Case opened, long now) {
        opened.subject.firstSignSeen(0);
        close(opened);
        if (opened.subject.status() == Status.SUSPECT) {
            suspicions.tell(opened.subject, now);
        }
    }

    private void accuse(Case opened, Evidence evidence, long now) {
        close(opened);
        List<String> by = evidence == Evidence.REFUSED ? named(opened.refused) : List.of(local.name());
        declare(opened, Status.SUSPECT, evidence, by, now - opened.openedAt, now);
    }

    private void close(Case opened) {
        opened.phase = Phase.OVER;
        cases.remove(opened.subject.name(), opened);
    }

    private void declare(Case opened, Status status, Evidence evidence, List<String> by, long ageNanos, long now) {
        MemberEntry subject = opened.subject;
        if (!stopped && subject.live() && subject.record().generation() == opened.generation) {
            membership.declare(subject, status, evidence, by, ageNanos, now);
        }
    }

    private static List<String> named(Set<String> accusers) {
        return accusers.stream().limit(Message.Verdict.MAX_ACCUSERS).toList();
    }

    /** By now it may be known which other members are gone, so that fewer accusers are needed or others are asked. */
    private void reopen(Case before, long now) {
        MemberEntry subject = before.subject;
        boolean stillAccused = subject.status() == Status.SUSPECT
                && subject.evidence() == Evidence.REFUSED
                && subject.record().generation() == before.generation;
        if (stillAccused && !stopped && !cases.containsKey(subject.name())) {
            begin(subject, true, now);
        }
    }

    /** Answers that were dropped: nobody asked for them, or they came again. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    /** Cases that were not opened since too many were open. */
    @Override
    public long refused() {
        return refused;
    }
}
