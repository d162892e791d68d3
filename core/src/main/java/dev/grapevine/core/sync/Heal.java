package dev.grapevine.core.sync;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges the two sides of a partition without false deaths (PROTOCOL.md, section 4, "Heal").
 *
 * <p>Each side holds the members of the other dead. Merged at once, these verdicts would kill half of the cluster in every view, and the accused would
 * refute a moment later. So a verdict on which the two sides differ waits for a while: it is put off, never altered. The accused are told first
 * and raise their incarnation, and by the end of the wait there is nothing left to kill.
 */
public final class Heal implements ViewListener {

    /** So many disputed verdicts are never a heal by their number alone. */
    private static final int FEW = 3;

    /** When nobody has come back from the dead for so long, the other side is complete. */
    private static final long COMPLETE_AFTER_NANOS = 1_000_000_000L;

    /** So many verdicts wait at most: two for each member of a large cluster. Others are taken at once, and refuted. */
    static final int MOST_WAITING = 20_000;

    /** Those whose wait is over are taken out so often. */
    private static final long SWEEP_NANOS = 1_000_000_000L;

    private final View view;
    private final LocalMember local;
    private final Outbox outbox;
    private final Timers timers;
    private final Port port;
    private final long holdNanos;
    private final int share;
    private final Map<Accusation, Long> putOffUntil = new HashMap<>();
    private long sweptAt;
    private @Nullable Long mergedAt;
    private @Nullable Long returnedAt;
    private int returned;

    public Heal(Settings settings, Membership membership, Outbox outbox, Timers timers, Port port) {
        this.view = membership.view();
        this.local = membership.local();
        this.outbox = outbox;
        this.timers = timers;
        this.port = port;
        this.holdNanos = settings.get(ProtocolSetting.HEAL_HOLD);
        this.share = settings.count(ProtocolSetting.HEAL_SHARE);
    }

    /** What a verdict of death is about. */
    private record Accusation(String name, long generation, long incarnation) implements Comparable<Accusation> {
        static Accusation of(Message.Verdict verdict) {
            return new Accusation(verdict.name(), verdict.generation(), verdict.incarnation());
        }

        /** Names may be chosen so that their hashes collide; a hash table sorts keys that do, if they can be compared. */
        @Override
        public int compareTo(Accusation other) {
            return Comparator.comparing(Accusation::name)
                    .thenComparingLong(Accusation::generation)
                    .thenComparingLong(Accusation::incarnation)
                    .compare(this, other);
        }
    }

    /**
     * A member that one side holds live and the other dead.
     *
     * @param addresses of the accused, as far as they are known here
     * @param own whether the verdict is this side's: then its refutation brings a member of the other side back
     */
    record Disputed(Message.Verdict verdict, List<Address> addresses, boolean own) {}

    // ---- reporting that two sides met

    /** Counts members that come back from the dead. Several in succession are the other side; one alone was a mistake. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberRecord before = change.before();
        boolean back = before != null
                && before.sameGeneration(change.after())
                && before.status() == Status.DEAD
                && change.entry().live();
        if (back) {
            returned = returnedLately(now) ? returned + 1 : 1;
            returnedAt = now;
            timers.at(now + COMPLETE_AFTER_NANOS, this::complete, now);
        }
    }

    private boolean returnedLately(long now) {
        return returnedAt != null && now - returnedAt < holdNanos;
    }

    private void complete(Long lastReturn, long now) {
        if (lastReturn.equals(returnedAt) && returned > 1) {
            report(returned, now);
        }
    }

    private void report(int members, long now) {
        if (mergedAt == null || now - mergedAt > holdNanos) {
            mergedAt = now;
            port.emit(new PeerEvent.Merged(members));
        }
    }

    // ---- putting verdicts off

    /**
     * If two sides meet, tells the accused and puts the disputed verdicts off. Leaves those that wait out of the difference.
     *
     * @param partnerDead whether one of the two partners of this sync holds the other dead
     */
    void settle(DigestDiff diff, boolean partnerDead, long now) {
        List<Disputed> disputes = diff.disputed();
        if (isHeal(disputes, partnerDead, now)) {
            disputes.forEach(disputed -> putOff(disputed.verdict(), disputed.addresses(), now));
            report((int) disputes.stream().filter(Disputed::own).count(), now);
        }
        for (Disputed disputed : disputes) {
            if (isPutOff(disputed.verdict(), now)) {
                diff.leaveOut(disputed);
            }
        }
    }

    /**
     * Any dispute is a heal when a member has just come back from the dead, or when one of the two partners holds the other dead. Otherwise it takes many
     * disputes that are older than news on its way: after many deaths at once two members differ in fresh ones.
     */
    private boolean isHeal(List<Disputed> disputes, boolean partnerDead, long now) {
        if (!disputes.isEmpty() && (returnedLately(now) || partnerDead)) {
            return true;
        }
        long old = disputes.stream()
                .filter(disputed -> disputed.verdict().ageMillis() * 1_000_000 >= holdNanos)
                .count();
        return old > Math.max(FEW, view.count(Status.ALIVE) * share / 100.0);
    }

    private void putOff(Message.Verdict verdict, List<Address> accused, long now) {
        if (putOffUntil.isEmpty() || now - sweptAt >= SWEEP_NANOS) {
            sweptAt = now;
            putOffUntil.values().removeIf(until -> now - until > holdNanos);
        }
        if (putOffUntil.size() < MOST_WAITING) {
            putOffUntil.putIfAbsent(Accusation.of(verdict), now + holdNanos);
        }
        List<Message> told = RecordMessages.accusation(verdict);
        accused.forEach(address -> outbox.send(address, told, now));
    }

    /** Verdicts that wait, or waited lately. */
    int waiting() {
        return putOffUntil.size();
    }

    private boolean isPutOff(Message.Verdict verdict, long now) {
        Long until = putOffUntil.get(Accusation.of(verdict));
        return until != null && now - until < 0;
    }

    /** Whether a verdict has to wait because of the member that brings it. */
    public boolean waits(Message.Verdict verdict, ChangeSource source, long now) {
        return source.name() != null && SyncFacts.isDead(view.get(source.name())) && waits(verdict, now);
    }

    /**
     * Whether a verdict has to wait that a member brings which is dead here. It may come from the other side, and may be younger than the
     * digests that the two compared. What is said of this member itself never waits.
     */
    boolean waits(Message.Verdict verdict, long now) {
        MemberEntry subject = view.get(verdict.name());
        if (verdict.status() != Status.DEAD
                || subject == null
                || subject == local.entry()
                || !subject.live()
                || subject.record().generation() != verdict.generation()) {
            return false;
        }
        if (!putOffUntil.containsKey(Accusation.of(verdict))) {
            putOff(verdict, subject.addresses(), now);
        }
        return isPutOff(verdict, now);
    }
}
