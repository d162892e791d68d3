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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * was stopped, and wakes when its successor was met, is the other, whatever was met before.
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

    /** For how long a conflict counts as the same one, a claim to stay holds, and a stall is remembered. */
    private static final long LATELY_NANOS = 60 * SECOND_NANOS;

    private static final long LONGEST_PAUSE_NANOS = 8 * SECOND_NANOS;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The process that may have this one's name. */
    private static final class Contender {
        final Set<Address> addresses;
        long highest;

        @Nullable Address answersAt;

        long answeredAt;
        long born;
        Claim claim = Claim.RUNNING;

        Contender(long generation, List<Address> addresses) {
            this.highest = generation;
            this.addresses = new HashSet<>(addresses);
        }
    }

    private final Settings settings;
    private final LocalMember local;
    private final View view;
    private final Membership membership;
    private final NameQuestions questions;
    private final Timers timers;
    private final Port port;
    private final Decision decision;
    private Phase phase = Phase.CLEAR;
    private int round;
    private boolean accepted;
    private @Nullable Contender contender;
    private long contestedSince;
    private long askedAt;
    private int askedMembers;
    private int answeredMembers;
    private int forThis;
    private int forOther;
    private int metWhileStopped;
    private int counts;

    private boolean stalledLately;
    private long wokeAt;
    private long stallNanos;
    private boolean decidedLately;
    private long decidedAt;
    private long pauseNanos = SECOND_NANOS;

    /** Was met soon after a decision, and is looked into after a pause. */
    private @Nullable Contender waiting;

    /** A joiner that asked for this name, until it has shown that it is there. */
    private @Nullable Address joiner;

    private boolean joinerTold;
    private long joinerToldAt;

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
        if (nanos >= SECOND_NANOS) {
            stalledLately = true;
            wokeAt = now;
            stallNanos = nanos;
        }
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
        Contender known = contender;
        if (known != null && Long.compareUnsigned(generation, known.highest) > 0) {
            known.highest = generation;
        }
        List<Address> elsewhere =
                addresses.stream().filter(address -> !view.isOwn(address)).toList();
        if (phase != Phase.CLEAR) {
            return;
        }
        if (elsewhere.isEmpty()) {
            overrule(generation, now);
        } else if (pausing(now)) {
            if (waiting == null) {
                next(decidedAt + pauseNanos, Step.RECONSIDER);
            }
            waiting = new Contender(generation, elsewhere);
        } else {
            begin(new Contender(generation, elsewhere), now);
        }
    }

    private void reconsider(long now) {
        Contender other = waiting;
        waiting = null;
        if (other != null && phase == Phase.CLEAR) {
            begin(other, now);
        }
    }

    private boolean pausing(long now) {
        return decidedLately && now - decidedAt < pauseNanos;
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
            case JOINER -> joinerAsked(from, now);
            case RUNNING, STAYS -> {
                if (phase == Phase.CLEAR && !pausing(now)) {
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
        questions.forget();
        decision.unclear();
        askContender(now);
        next(now + settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX), Step.CONCLUDE);
        repeatHalfWay(now);
    }

    private void next(long when, Step step) {
        round++;
        timers.at(when, this::onTimer, new Due(step, round));
    }

    /** One packet may be lost. */
    private void repeatHalfWay(long now) {
        long halfNanos = settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX) / 2;
        timers.at(now + halfNanos, this::onTimer, new Due(Step.REPEAT, round));
    }

    private void onTimer(Due due, long now) {
        if (due.round() != round) {
            return;
        }
        switch (due.step()) {
            case REPEAT -> {
                if (contender != null && !answered(contender)) {
                    askContender(now);
                }
            }
            case CONCLUDE, ASK_AGAIN -> silentSoFar(now);
            case DECIDE -> decide(now);
            case COUNT_AGAIN -> countAgain(now);
            case RECONSIDER -> reconsider(now);
        }
    }

    /** Whether the other process has answered since it was asked last. */
    private boolean answered(Contender other) {
        return other.answersAt != null && other.answeredAt - askedAt >= 0;
    }

    private void askContender(long now) {
        Contender other = contender;
        if (other != null) {
            askedAt = now;
            Address answersAt = other.answersAt;
            (answersAt == null ? other.addresses : Set.of(answersAt))
                    .forEach(address -> questions.ask(address, claim(now), now));
        }
    }

    /** The time to answer is over for the other process. */
    private void silentSoFar(long now) {
        Contender other = contender;
        if (other == null) {
            return;
        }
        if (phase == Phase.WAITING && answered(other)) {
            waitForIt(other, now);
        } else if (phase == Phase.ASKING || phase == Phase.WAITING) {
            keep(other, now);
        }
    }

    @Override
    public void isSelf(Address address, long now) {
        Contender other = contender;
        if (phase == Phase.ASKING && other != null) {
            other.addresses.remove(address);
            if (other.addresses.isEmpty()) {
                keep(other, now);
            }
        }
    }

    @Override
    public void identified(Identified answer, Address from, long now) {
        if (answer.claim() == Claim.NONE) {
            if (phase == Phase.COUNTING && contender != null) {
                answeredMembers++;
                count(contender, answer.met(), now);
                decideIfAllAnswered(contender, now);
            }
        } else if (from.equals(joiner)) {
            tellOfJoiner(from, now);
        } else if (contender != null) {
            contenderAnswered(contender, answer, from, now);
        }
    }

    private void contenderAnswered(Contender other, Identified answer, Address from, long now) {
        boolean first = other.answersAt == null;
        other.answersAt = from;
        other.addresses.add(from);
        other.answeredAt = now;
        other.born = answer.generation();
        other.claim = answer.claim();
        if (phase != Phase.ASKING || !first) {
            decideIfAllAnswered(other, now);
            return;
        }
        port.emit(new PeerEvent.NameConflict(local.name(), from, false));
        contestedSince = now;
        local.quiet(true);
        if (!accepted) {
            waitForIt(other, now);
        } else if (answer.claim() == Claim.JOINER) {
            keep(other, now); // it has nothing yet that it could lose
        } else {
            counts = 0;
            startCounting(now);
        }
    }

    // ---- WAITING: "a joiner refuses to start, once the other has answered for 10 s"

    private void waitForIt(Contender other, long now) {
        phase = Phase.WAITING;
        if (other.claim == Claim.JOINER && isOlderThan(other)) {
            keep(other, now);
        } else if (now - contestedSince >= settings.get(ProtocolSetting.CONFLICT_PATIENCE)) {
            end(other);
        } else {
            askContender(now);
            next(now + settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX), Step.ASK_AGAIN);
            repeatHalfWay(now);
        }
    }

    // ---- COUNTING

    private void startCounting(long now) {
        phase = Phase.COUNTING;
        answeredMembers = 0;
        forThis = 0;
        forOther = 0;
        metWhileStopped = 0;
        questions.forget();
        askContender(now);
        boolean again = counts++ > 0 || decidedLately && now - decidedAt < LATELY_NANOS;
        askedMembers = questions.askMembers(again ? MANY : FEW, claim(now), now);
        next(now + settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX), Step.DECIDE);
        repeatHalfWay(now);
    }

    private void decideIfAllAnswered(Contender other, long now) {
        if (phase == Phase.COUNTING && answeredMembers == askedMembers && answered(other)) {
            decide(now);
        }
    }

    /** A member says whom it met: the one that it met first counts. */
    private void count(Contender other, List<Met> all, long now) {
        long ageOfThis = -1;
        long ageOfOther = -1;
        for (Met met : all) {
            if (view.isOwn(met.address())) {
                ageOfThis = Math.max(ageOfThis, met.ageMillis());
            } else if (other.addresses.contains(met.address())) {
                ageOfOther = Math.max(ageOfOther, met.ageMillis());
            }
        }
        if (ageOfThis > ageOfOther) {
            forThis++;
        } else if (ageOfOther >= 0) {
            forOther++;
        }
        boolean woke = stalledLately && now - wokeAt < LATELY_NANOS;
        if (woke && ageOfOther >= 0) {
            long metBeforeWaking = ageOfOther * NANOS_PER_MILLI - (now - wokeAt);
            if (metBeforeWaking >= 0 && metBeforeWaking <= stallNanos + SECOND_NANOS) {
                metWhileStopped++;
            }
        }
    }

    private void decide(long now) {
        Contender other = contender;
        if (other == null) {
            return;
        }
        if (!answered(other)) {
            keep(other, now);
        } else if (2 * metWhileStopped > forThis + forOther) {
            end(other);
        } else if (forThis > forOther || forThis == forOther && isOlderThan(other)) {
            keep(other, now);
        } else {
            yieldTo(other, now);
        }
    }

    /** At a tie the older one stays; of two copies, whose age is the same, the one at the lower address. */
    private boolean isOlderThan(Contender other) {
        int order = Long.compareUnsigned(questions.bornGeneration(), other.born);
        if (order != 0 || other.answersAt == null || local.record().addresses().isEmpty()) {
            return order < 0;
        }
        return local.record().addresses().get(0).compareTo(other.answersAt) < 0;
    }

    // ---- YIELDING

    private void yieldTo(Contender other, long now) {
        boolean confirmed = phase == Phase.COUNTING && counts > 1;
        boolean bothYield = other.claim == Claim.YIELDS;
        boolean patient = now - contestedSince < settings.get(ProtocolSetting.CONFLICT_PATIENCE);
        phase = Phase.YIELDING;
        if (confirmed && bothYield && isOlderThan(other)) {
            keep(other, now);
        } else if (confirmed && (other.claim == Claim.STAYS || !patient)) {
            end(other);
        } else {
            askContender(now);
            next(now + SECOND_NANOS, Step.COUNT_AGAIN);
            repeatHalfWay(now);
        }
    }

    private void countAgain(long now) {
        Contender other = contender;
        if (other != null && !answered(other)) {
            keep(other, now);
        } else {
            startCounting(now);
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
        boolean stays = phase == Phase.CLEAR && decidedLately && now - decidedAt < LATELY_NANOS;
        return stays ? Claim.STAYS : Claim.RUNNING;
    }

    // ---- the end of a conflict

    /** The name is this process's: it takes a generation above the other's. */
    private void keep(Contender other, long now) {
        boolean contested = local.quiet();
        round++;
        phase = Phase.CLEAR;
        contender = null;
        questions.forget();
        if (contested) {
            boolean again = decidedLately && now - decidedAt < LATELY_NANOS;
            pauseNanos = again ? Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos) : SECOND_NANOS;
            decidedLately = true;
            decidedAt = now;
        }
        local.quiet(false);
        if (Long.compareUnsigned(other.highest, local.record().generation()) >= 0) {
            membership.raiseGeneration(other.highest, now);
        }
        decision.free(now);
    }

    private void end(Contender other) {
        round++;
        phase = Phase.OVER;
        Address at = other.answersAt;
        if (at != null) {
            port.emit(new PeerEvent.NameConflict(local.name(), at, true));
        }
        decision.taken();
    }

    // ---- telling of a joiner that would like to have this name

    private void joinerAsked(Address from, long now) {
        if (accepted && phase == Phase.CLEAR && !(joinerTold && now - joinerToldAt < LATELY_NANOS)) {
            joiner = from;
            questions.ask(from, claim(now), now);
        }
    }

    private void tellOfJoiner(Address from, long now) {
        joiner = null;
        joinerTold = true;
        joinerToldAt = now;
        port.emit(new PeerEvent.NameConflict(local.name(), from, false));
    }
}
