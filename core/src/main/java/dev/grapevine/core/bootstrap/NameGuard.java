package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message.Claim;
import dev.grapevine.core.wire.Message.Identified;
import dev.grapevine.core.wire.Message.Identify;
import dev.grapevine.core.wire.Message.Met;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what another record of the local member's name is, an earlier run of this process or another process, and
 * which of two processes keeps the name (PROTOCOL.md, section 1, "Identity").
 *
 * <h2>Phases</h2>
 *
 * <ol>
 *   <li>{@link Phase#CLEAR}: no other process is known to use the name.
 *   <li>{@link Phase#ASKING}: another record was heard, and the process at its addresses is asked. Without an answer it is
 *       an earlier run, which a higher generation overrules: a clock that stepped back exiles nobody, and a forged record
 *       ends nobody.
 *   <li>{@link Phase#WAITING}: another process has the name, and this one is a joiner. It asks again and again, and gives
 *       up when the other has answered for too long.
 *   <li>{@link Phase#COUNTING}: another process has the name, and both run. Members are asked whom they had met first
 *       before the conflict. If more of them name this process, or as many and it is the older one, it stays: it takes a
 *       generation above the other's, and announces itself.
 *   <li>{@link Phase#YIELDING}: the count went for the other. It is repeated, and this process ends once the other says
 *       that it stays, or has answered for too long. If it no longer answers, this process keeps the name.
 *   <li>{@link Phase#OVER}: the name is the other's.
 * </ol>
 *
 * From COUNTING to the decision, and as long as a joiner is not accepted, nothing is announced under the name, and no
 * leave either ({@link #silent}).
 *
 * <h2>Why not simply the higher, or the lower, generation</h2>
 *
 * A generation is a number that anybody can write, so that one record and one answer could end any member. The members
 * decide by what they saw themselves. Where two clusters meet, the one that more members had met is kept. A process that
 * was stopped, and wakes when its successor was met, is the other, whatever was met before. A process for which no member
 * speaks ends nobody: an address that answers and claims a greater age is no proof.
 */
public final class NameGuard implements ViewListener, NameQuestions.Listener {

    /** What follows from the guard's findings. */
    public interface Decision {
        /** The name belongs to this process: announce it. */
        void free(long now);

        /** It is not clear yet. */
        void unclear();

        /** The name belongs to another process: fall silent. */
        void taken();

        /** This address leads to this process itself. */
        void leadsHere(Address address);
    }

    private enum Phase {
        CLEAR,
        ASKING,
        WAITING,
        COUNTING,
        YIELDING,
        OVER
    }

    /** What a timer is for. */
    private enum Step {
        REPEAT,
        CONCLUDE,
        ASK_AGAIN,
        DECIDE,
        COUNT_AGAIN,
        RECONSIDER
    }

    /** @param round the one that the timer belongs to: in another one it is stale */
    private record Due(Step step, int round) {}

    /** How many members are asked besides the witnesses. */
    private static final int FEW = 5;

    /** How many are asked where a first count did not end the conflict. */
    private static final int MANY = 64;

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Packets may be lost: in the time for an answer a question is put so often. */
    private static final int ASKED_TIMES = 4;

    /** A process that has answered before counts as gone after this many time-outs in a row. */
    private static final int SILENT_TIMES = 3;

    private final Settings settings;
    private final LocalMember local;
    private final View view;
    private final Membership membership;
    private final NameQuestions questions;
    private final Timers timers;
    private final Port port;
    private final Decision decision;
    private final EncounterCount count;
    private final RecentDecision recent = new RecentDecision();
    private final JoinerNotice joiner = new JoinerNotice();
    private Phase phase = Phase.CLEAR;
    private int round;
    private boolean accepted;
    private @Nullable Contender contender;
    private long contestedSince;
    private long askedAt;
    private int askedMembers;
    private int answeredMembers;
    private int counts;
    private int silentTimes;

    /** Was met soon after a decision, and is looked into after a pause. */
    private @Nullable Contender waiting;

    public NameGuard(
            Settings settings,
            Membership membership,
            NameQuestions questions,
            Timers timers,
            Port port,
            Decision decision) {
        this.settings = settings;
        this.local = membership.local();
        this.view = membership.view();
        this.membership = membership;
        this.questions = questions;
        this.timers = timers;
        this.port = port;
        this.decision = decision;
        this.count = new EncounterCount(view);
        questions.follow(this);
    }

    /** Whether it is still to be found out to whom the name belongs. */
    public boolean asking() {
        return phase != Phase.CLEAR;
    }

    /** Whether nothing may be said under the name, no leave either: it is contested, or nobody has accepted it yet. */
    public boolean silent() {
        return phase != Phase.CLEAR || !accepted;
    }

    /** From now on the local member is a running one, no longer a joiner. */
    public void announced() {
        accepted = true;
    }

    /** The local member is ready: one that found nobody is a cluster of its own from now on. */
    public void ready() {
        if (phase == Phase.CLEAR) {
            accepted = true;
        }
    }

    /** This process did not run for so long. */
    public void stalled(long nanos, long now) {
        count.stalled(nanos, now);
    }

    // ---- signs of another process

    /** Another member that tells of itself has accepted this one, which was the first. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        if (phase == Phase.CLEAR
                && source.is(ChangeSource.Kind.RUMOR)
                && change.entry().live()) {
            accepted = true;
        }
    }

    @Override
    public void otherGenerationMet(long generation, List<Address> addresses, long now) {
        if (contender != null) {
            contender.generationHeard(generation);
        }
        List<Address> elsewhere =
                addresses.stream().filter(address -> !view.isOwn(address)).toList();
        if (phase != Phase.CLEAR) {
            return;
        }
        if (elsewhere.isEmpty()) {
            overrule(generation, now);
        } else if (recent.pausing(now)) {
            if (waiting == null) {
                next(recent.pauseEnds(), Step.RECONSIDER);
            }
            waiting = new Contender(generation, elsewhere);
        } else {
            begin(new Contender(generation, elsewhere), now);
        }
    }

    /** A member that was joined has this one's name and generation: it is this process itself, or a copy of it. */
    public void ownNameJoined(Address address, long now) {
        if (phase == Phase.CLEAR && accepted) {
            otherGenerationMet(local.record().generation(), List.of(address), now);
        } else if (phase == Phase.CLEAR) {
            decision.leadsHere(address); // a process that is not yet accepted has no copies
        }
    }

    private void reconsider(long now) {
        Contender other = waiting;
        waiting = null;
        if (other != null && phase == Phase.CLEAR) {
            begin(other, now);
        }
    }

    /** Of an earlier run, or forged: this process is above it. */
    private void overrule(long generation, long now) {
        if (Long.compareUnsigned(generation, local.record().generation()) >= 0) {
            membership.raiseGeneration(generation, now);
        } else if (accepted) {
            decision.free(now);
        }
    }

    @Override
    public void asked(Identify question, Address from, long now) {
        switch (question.claim()) {
            case JOINER -> {
                if (accepted && phase == Phase.CLEAR && joiner.isNews(from, now)) {
                    questions.ask(from, claim(now), now);
                }
            }
            case RUNNING, STAYS -> {
                if (phase == Phase.CLEAR && !recent.pausing(now)) {
                    begin(new Contender(0, List.of(from)), now);
                }
            }
            case YIELDS, NONE -> {}
        }
    }

    // ---- ASKING

    private void begin(Contender other, long now) {
        phase = Phase.ASKING;
        contender = other;
        joiner.drop();
        silentTimes = 0;
        decision.unclear();
        askContender(other, now);
        waitForAnswers(Step.CONCLUDE, now);
    }

    private void next(long when, Step step) {
        round++;
        timers.at(when, this::onTimer, new Due(step, round));
    }

    /** Gives those that were asked the usual time. */
    private void waitForAnswers(Step step, long now) {
        waitForAnswers(step, settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX), now);
    }

    /** Those that were asked are asked again in the time that they have. */
    private void waitForAnswers(Step step, long timeoutNanos, long now) {
        next(now + timeoutNanos, step);
        for (int i = 1; i < ASKED_TIMES; i++) {
            timers.at(now + i * timeoutNanos / ASKED_TIMES, this::onTimer, new Due(Step.REPEAT, round));
        }
    }

    private void onTimer(Due due, long now) {
        Contender other = contender;
        if (due.round() != round) {
            return;
        }
        if (due.step() == Step.RECONSIDER) {
            reconsider(now);
        } else if (due.step() == Step.REPEAT) {
            questions.repeat(claim(now), now);
        } else if (other != null) {
            onDeadline(due.step(), other, now);
        }
    }

    private void onDeadline(Step step, Contender other, long now) {
        if (answered(other)) {
            silentTimes = 0;
            switch (phase) {
                case WAITING -> waitForIt(other, now);
                case COUNTING -> decide(other, now);
                case YIELDING -> startCounting(other, now);
                case CLEAR, ASKING, OVER -> {}
            }
        } else if (other.answersAt() == null || ++silentTimes >= SILENT_TIMES) {
            keep(other, now);
        } else {
            askContender(other, now);
            waitForAnswers(step, now);
        }
    }

    /** Whether the other process has answered since it was asked last. */
    private boolean answered(Contender other) {
        return other.answeredSince(askedAt);
    }

    private void askContender(Contender other, long now) {
        askedAt = now;
        questions.forget();
        other.whereToAsk().forEach(address -> questions.ask(address, claim(now), now));
    }

    @Override
    public void isSelf(Address address, long now) {
        decision.leadsHere(address);
        Contender other = contender;
        if (phase == Phase.ASKING && other != null) {
            other.isNotAt(address);
            if (other.nowhere()) {
                keep(other, now);
            }
        }
    }

    @Override
    public void identified(Identified answer, Address from, long now) {
        if (contender != null) {
            contenderAnswered(contender, answer, from, now);
        } else if (joiner.answered(from, now)) {
            port.emit(new PeerEvent.NameConflict(local.name(), from, false));
        }
    }

    private void contenderAnswered(Contender other, Identified answer, Address from, long now) {
        boolean first = other.answersAt() == null;
        other.answered(answer, from, now);
        if (phase != Phase.ASKING || !first) {
            decideIfAllAnswered(other, now);
            return;
        }
        if (recent.worthTelling(from, now)) {
            port.emit(new PeerEvent.NameConflict(local.name(), from, false));
        }
        contestedSince = now;
        local.quiet(true);
        if (!accepted) {
            waitForIt(other, now);
        } else if (answer.claim() == Claim.JOINER) {
            keep(other, now); // it has nothing yet that it could lose
        } else {
            counts = 0;
            startCounting(other, now);
        }
    }

    // ---- WAITING: "a joiner refuses to start, once the other has answered for 10 s"

    private void waitForIt(Contender other, long now) {
        phase = Phase.WAITING;
        if (other.claim() == Claim.JOINER && isOlderThan(other)) {
            keep(other, now);
        } else if (patienceIsOver(now)) {
            end(other);
        } else {
            askContender(other, now);
            waitForAnswers(Step.ASK_AGAIN, now);
        }
    }

    private boolean patienceIsOver(long now) {
        return now - contestedSince >= settings.get(ProtocolSetting.CONFLICT_PATIENCE);
    }

    // ---- COUNTING

    private void startCounting(Contender other, long now) {
        phase = Phase.COUNTING;
        answeredMembers = 0;
        count.clear();
        boolean again = counts++ > 0 || recent.lately(now);
        askContender(other, now);
        askedMembers = questions.askMembers(again ? MANY : FEW, claim(now), now);
        waitForAnswers(Step.DECIDE, now);
    }

    @Override
    public void memberTold(List<Met> met, long now) {
        if (phase == Phase.COUNTING && contender != null) {
            answeredMembers++;
            count.add(contender, met, now);
            decideIfAllAnswered(contender, now);
        }
    }

    private void decideIfAllAnswered(Contender other, long now) {
        if (phase == Phase.COUNTING && answeredMembers == askedMembers && answered(other)) {
            decide(other, now);
        }
    }

    /** A process for which no member speaks ends nobody: it may be a stranger that says what it likes. */
    private void decide(Contender other, long now) {
        boolean spokenFor = count.forOther() > 0;
        if (count.otherIsSuccessor()) {
            end(other);
        } else if (count.forThis() > count.forOther()
                || count.forThis() == count.forOther() && isOlderThan(other)
                || !spokenFor && (askedMembers == 0 || patienceIsOver(now))) {
            keep(other, now);
        } else {
            yieldTo(other, spokenFor, now);
        }
    }

    private boolean isOlderThan(Contender other) {
        return other.isYoungerThan(questions.bornGeneration(), local.record().addresses());
    }

    // ---- YIELDING

    /** Two that yield to each other would leave nobody: the older one stays, and the other waits for it to say so. */
    private void yieldTo(Contender other, boolean spokenFor, long now) {
        boolean confirmed = spokenFor && counts > 1;
        boolean bothYield = other.claim() == Claim.YIELDS;
        phase = Phase.YIELDING;
        if (confirmed && bothYield && isOlderThan(other)) {
            keep(other, now);
        } else if (confirmed && (other.claim() == Claim.STAYS || !bothYield && patienceIsOver(now))) {
            end(other);
        } else {
            askContender(other, now);
            waitForAnswers(Step.COUNT_AGAIN, SECOND_NANOS, now);
        }
    }

    @Override
    public Claim claim(long now) {
        if (!accepted) {
            return Claim.JOINER;
        }
        if (phase == Phase.YIELDING || phase == Phase.COUNTING && counts > 1) {
            return Claim.YIELDS;
        }
        return phase == Phase.CLEAR && recent.lately(now) ? Claim.STAYS : Claim.RUNNING;
    }

    // ---- the end of a conflict

    /** The name is this process's: it takes a generation above the other's. */
    private void keep(Contender other, long now) {
        round++;
        phase = Phase.CLEAR;
        contender = null;
        questions.forget();
        if (local.quiet()) {
            recent.made(now);
        }
        local.quiet(false);
        if (Long.compareUnsigned(other.highest(), local.record().generation()) >= 0) {
            membership.raiseGeneration(other.highest(), now);
        }
        decision.free(now);
    }

    private void end(Contender other) {
        round++;
        phase = Phase.OVER;
        Address at = other.answersAt();
        if (at != null) {
            port.emit(new PeerEvent.NameConflict(local.name(), at, true));
        }
        decision.taken();
    }
}
