package dev.grapevine.core.membership;

import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.RecordOrder;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which the view changes. Whatever a peer hears or finds, about others or about itself, comes through
 * here: it is merged into the {@link View}, and every {@link ViewListener} acts on the change.
 *
 * <p>What others say about the local member is not merged but answered, since nobody else writes its record
 * (PROTOCOL.md, sections 1 and 2): an accusation by a higher incarnation, a LEFT that it did not say by a higher
 * generation, and the accuser by the present record. Another generation of its name is left to the listeners to look
 * into.
 */
public final class Membership implements DropCounts {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Tells a member that accuses the local one how that one is now. */
    @FunctionalInterface
    public interface Rebuttal {
        void send(Address accuser, long now);
    }

    private final View view;
    private final LocalMember local;
    private final Tombstones tombstones;
    private final Introductions introductions;
    private final int memberLimit;
    private final Rebuttal rebuttal;

    /** Live members that never answered, the longest known first, as they were when one last had to make room. */
    private final Deque<MemberEntry> strangers = new ArrayDeque<>();

    private List<ViewListener> listeners = List.of();
    private @Nullable HearsayDeaths hearsay;
    private long refutations;
    private long refused;
    private boolean silent;

    public Membership(
            View view,
            LocalMember local,
            Tombstones tombstones,
            Introductions introductions,
            int memberLimit,
            Rebuttal rebuttal) {
        this.view = view;
        this.local = local;
        this.tombstones = tombstones;
        this.introductions = introductions;
        this.memberLimit = memberLimit;
        this.rebuttal = rebuttal;
    }

    /** Sets the listeners, in the order in which they are told; called once, before anything changes. */
    public void follow(List<ViewListener> ordered) {
        listeners = List.copyOf(ordered);
    }

    /** Sets what decides which verdicts of others have to wait; called once, before anything changes. */
    public void follow(HearsayDeaths deaths) {
        hearsay = deaths;
        deaths.follow(this::mergeVerdict);
    }

    // ---- records and verdicts

    /** A record was heard. */
    public void heard(MemberRecord record, ChangeSource source, long now) {
        if (local.is(record.name())) {
            heardOfLocal(record.generation(), record.incarnation(), record.status(), record.addresses(), now);
            listeners.forEach(listener -> listener.ownRecordHeard(record, now));
            return;
        }
        MemberEntry known = view.get(record.name());
        boolean another = known == null || !known.live() && newer(record, known);
        if (another && full() && (known == null || !known.met() || !makeRoom(now))) {
            refused++;
            listeners.forEach(listener -> listener.refused(record, source, now));
            return;
        }
        apply(view.merge(record, now), 0, Evidence.NONE, List.of(), source, now);
    }

    /** The record of a live member was heard, perhaps with the salt that it seals under. */
    public void heard(Message.Alive alive, ChangeSource source, long now) {
        MemberRecord record = alive.record();
        heard(record, source, now);
        Introduction introduction = alive.introduction();
        MemberEntry entry = introduction == null ? null : view.get(record.name());
        if (introduction != null
                && entry != null
                && entry != local.entry()
                && entry.record().sameGeneration(record)) {
            introductions.introduced(record.name(), record.generation(), introduction, now);
        }
    }

    private static boolean newer(MemberRecord heard, MemberEntry known) {
        MemberRecord record = known.record();
        return RecordOrder.compareFact(
                        heard.generation(),
                        heard.incarnation(),
                        heard.status(),
                        record.generation(),
                        record.incarnation(),
                        record.status())
                > 0;
    }

    /**
     * Takes in a member that was {@linkplain ViewListener#refused refused} and has answered this process since; a member that never did makes room.
     *
     * @param from where it answered
     */
    public void admit(MemberRecord record, Address from, ChangeSource source, long now) {
        MemberEntry known = view.get(record.name());
        if (known != null && known.live() || local.is(record.name()) || full() && !makeRoom(now)) {
            return;
        }
        View.Change change = view.merge(record, now);
        if (change != null) {
            view.answered(change.entry(), from, now);
            apply(change, 0, Evidence.NONE, List.of(), source, now);
        }
    }

    /** Forgets the live member that is longest known of those that never answered. Returns false if all have answered. */
    private boolean makeRoom(long now) {
        if (strangers.isEmpty()) {
            view.entries().stream()
                    .filter(this::isStranger)
                    .sorted(Comparator.comparingLong(entry -> entry.since() - now))
                    .forEach(strangers::add);
        }
        for (MemberEntry oldest = strangers.poll(); oldest != null; oldest = strangers.poll()) {
            if (isStranger(oldest) && view.get(oldest.name()) == oldest) {
                forget(oldest, now);
                return true;
            }
        }
        return false;
    }

    private boolean isStranger(MemberEntry entry) {
        return entry.live() && !entry.met() && entry != local.entry();
    }

    private void forget(MemberEntry entry, long now) {
        view.forget(List.of(entry));
        listeners.forEach(listener -> listener.forgotten(entry, now));
    }

    /** A verdict or an accusation was heard, or is given by this process. */
    public void verdict(Verdict verdict, ChangeSource source, long now) {
        if (local.is(verdict.name())) {
            verdictOnLocal(verdict, source, now);
            return;
        }
        if (hearsay == null || !hearsay.waits(verdict, source, now)) {
            mergeVerdict(verdict, source, now);
        }
    }

    /** Merges a verdict on another member. */
    private void mergeVerdict(Verdict verdict, ChangeSource source, long now) {
        MemberEntry known = view.get(verdict.name());
        boolean shown = known != null && !known.forgotten();
        if (verdict.status().live() || tombstones.tellable(verdict.ageMillis())) {
            merge(verdict, known, source, now);
        }
        MemberEntry entry = view.get(verdict.name());
        if (verdict.forgotten() && entry != null && entry.record().generation() == verdict.generation()) {
            markForgotten(entry, verdict.incarnation(), shown, source, now);
        }
    }

    private void merge(Verdict verdict, @Nullable MemberEntry known, ChangeSource source, long now) {
        MemberRecord record = recordOf(verdict, known);
        if (record == null) {
            return;
        }
        if (known == null && tombstones.full()) {
            refused++;
            return;
        }
        long ageNanos = verdict.ageMillis() * NANOS_PER_MILLI;
        View.Change change = view.merge(record, now);
        if (change != null) {
            apply(change, ageNanos, verdict.evidence(), verdict.accusers(), source, now);
        } else if (known != null && isKnown(known, verdict)) {
            view.backdate(known, now - ageNanos);
            if (verdict.status() == Status.SUSPECT) {
                addAccusers(known, verdict, source, now);
            }
        }
    }

    /** Gives a verdict that this member alone came to, a moment ago, about the generation and incarnation known now. */
    public void declare(MemberEntry subject, Status status, Evidence evidence, long now) {
        declare(subject, status, evidence, List.of(local.name()), 0, now);
    }

    /**
     * Gives a verdict, or an accusation, about the generation and incarnation of its subject that are known now. A
     * caller that took time to find something checks first that the subject's generation is still the one it looked at.
     *
     * @param accusers names, at most {@link Verdict#MAX_ACCUSERS}, this member perhaps among them
     * @param ageNanos since the first sign of it
     */
    public void declare(
            MemberEntry subject, Status status, Evidence evidence, List<String> accusers, long ageNanos, long now) {
        verdict(
                new Verdict(
                        subject.name(),
                        subject.record().generation(),
                        subject.record().incarnation(),
                        status,
                        evidence,
                        accusers,
                        ageNanos / NANOS_PER_MILLI),
                ChangeSource.OWN,
                now);
    }

    private static boolean isKnown(MemberEntry known, Verdict verdict) {
        return known.record().generation() == verdict.generation()
                && known.record().incarnation() == verdict.incarnation()
                && known.status() == verdict.status();
    }

    /**
     * Accusers add up only where they found the same evidence; stronger evidence replaces weaker, with its accusers.
     */
    private void addAccusers(MemberEntry suspect, Verdict verdict, ChangeSource source, long now) {
        int stronger = verdict.evidence().compareTo(suspect.evidence());
        List<String> fresh = new ArrayList<>(verdict.accusers());
        fresh.removeAll(suspect.accusers());
        boolean more = stronger == 0 && !fresh.isEmpty() && suspect.accusers().size() < Verdict.MAX_ACCUSERS;
        if (stronger > 0 || more) {
            List<String> all = new ArrayList<>(stronger > 0 ? verdict.accusers() : suspect.accusers());
            if (stronger == 0) {
                all.addAll(fresh);
            }
            suspect.accuse(verdict.evidence(), all.subList(0, Math.min(all.size(), Verdict.MAX_ACCUSERS)));
            listeners.forEach(listener -> listener.confirmed(suspect, fresh, source, now));
        }
    }

    /**
     * A verdict carries none of its subject's own fields, so they are taken from what is known; null if too little is
     * known to merge it.
     */
    private static @Nullable MemberRecord recordOf(Verdict verdict, @Nullable MemberEntry known) {
        if (known == null) {
            return verdict.status() == Status.SUSPECT
                    ? null
                    : new MemberRecord(
                            verdict.name(),
                            verdict.generation(),
                            verdict.incarnation(),
                            verdict.status(),
                            List.of(),
                            "",
                            1,
                            1,
                            0,
                            0);
        }
        MemberRecord record = known.record();
        if (record.generation() == verdict.generation()) {
            return record.withIncarnation(verdict.incarnation()).withStatus(verdict.status());
        }
        if (verdict.status() == Status.SUSPECT) {
            return null;
        }
        return record.withGeneration(verdict.generation())
                .withIncarnation(verdict.incarnation())
                .withStatus(verdict.status());
    }

    /** Tells the listeners of a merge; null if it changed nothing. */
    private void apply(
            View.@Nullable Change change,
            long ageNanos,
            Evidence evidence,
            List<String> accusers,
            ChangeSource source,
            long now) {
        if (change == null) {
            return;
        }
        if (ageNanos > 0) {
            view.backdate(change.entry(), now - ageNanos);
        }
        if (evidence != Evidence.NONE) {
            change.entry().accuse(evidence, accusers);
        }
        for (ViewListener listener : listeners) {
            listener.changed(change, source, now);
        }
        MemberEntry surplus = tombstones.forgetSurplus();
        if (surplus != null) {
            listeners.forEach(listener -> listener.forgotten(surplus, now));
        }
    }

    // ---- about the local member

    private void verdictOnLocal(Verdict verdict, ChangeSource source, long now) {
        long refutedBefore = refutations;
        heardOfLocal(verdict.generation(), verdict.incarnation(), verdict.status(), List.of(), now);
        if (refutations > refutedBefore) {
            listeners.forEach(listener -> listener.refuted(verdict, local.entry(), source, now));
        }
        Address accuser = source.from();
        if (accuser != null && !silent && !local.quiet()) {
            rebuttal.send(accuser, now);
        }
    }

    private void heardOfLocal(long generation, long incarnation, Status status, List<Address> addresses, long now) {
        MemberRecord own = local.record();
        if (silent) {
            return;
        }
        int order = Long.compareUnsigned(generation, own.generation());
        if (order != 0) {
            if (order > 0 || status.live()) {
                listeners.forEach(listener -> listener.otherGenerationMet(generation, addresses, now));
            }
        } else if (status == Status.ALIVE && isOfCopy(incarnation, addresses)) {
            listeners.forEach(listener -> listener.otherGenerationMet(generation, addresses, now));
        } else if (local.quiet()) {
            return; // the name may be another process's: that one is to answer
        } else if (status == Status.LEFT && own.status() != Status.LEFT) {
            raiseGeneration(generation, now);
        } else if (status != Status.ALIVE
                && own.status() != Status.LEFT
                && Long.compareUnsigned(incarnation, own.incarnation()) >= 0) {
            refutations++;
            change(local.refuting(incarnation), now);
        } else if (status == Status.ALIVE && Long.compareUnsigned(incarnation, own.incarnation()) > 0) {
            change(local.refuting(incarnation), now);
        }
    }

    /** Whether a record of this generation was written elsewhere: this process never said it, at addresses not its own. */
    private boolean isOfCopy(long incarnation, List<Address> addresses) {
        return !addresses.isEmpty()
                && addresses.stream().noneMatch(view::isOwn)
                && Long.compareUnsigned(incarnation, local.record().incarnation()) >= 0;
    }

    /** Raises the local member's generation above another of its name. */
    public void raiseGeneration(long otherGeneration, long now) {
        change(local.above(otherGeneration), now);
    }

    /** Changes the local member's addresses. */
    public void readdress(List<Address> addresses, long now) {
        change(local.at(addresses), now);
    }

    /**
     * Raises the local member's incarnation, so that its record spreads again, with how it seals now. Returns false, and does nothing, while its name
     * is contested, or once it has left.
     */
    public boolean announceAgain(long now) {
        boolean may = !local.quiet() && local.record().status() == Status.ALIVE;
        if (may) {
            change(local.at(local.record().addresses()), now);
        }
        return may;
    }

    /** Marks the local member LEFT. */
    public void leave(long now) {
        change(local.leaving(), now);
    }

    /** From now on nothing said about the local member is answered. */
    public void fallSilent() {
        silent = true;
    }

    private void change(MemberRecord changed, long now) {
        apply(local.replace(changed, now), 0, Evidence.NONE, List.of(), ChangeSource.OWN, now);
    }

    // ---- forgetting

    /** Has a tombstone forgotten: it is kept, so that nobody brings the member back, and shown nowhere. */
    public void markForgotten(MemberEntry entry, long now) {
        markForgotten(entry, entry.record().incarnation(), !entry.forgotten(), ChangeSource.OWN, now);
    }

    private void markForgotten(MemberEntry entry, long upToIncarnation, boolean shown, ChangeSource source, long now) {
        if (view.markForgotten(entry, upToIncarnation)) {
            listeners.forEach(listener -> listener.hidden(entry, shown, source, now));
        }
    }

    /** Forgets the tombstones that are due. */
    public void expire(long now) {
        for (MemberEntry entry : tombstones.expire(now)) {
            listeners.forEach(listener -> listener.forgotten(entry, now));
        }
    }

    /**
     * Forgets everybody but the local member, as a process must that was out of contact for longer than others remember
     * the dead.
     */
    public List<MemberEntry> dropAll(long now) {
        List<MemberEntry> dropped =
                view.entries().stream().filter(entry -> entry != local.entry()).toList();
        view.forget(dropped);
        for (MemberEntry entry : dropped) {
            listeners.forEach(listener -> listener.forgotten(entry, now));
        }
        return dropped;
    }

    // ---- questions

    public View view() {
        return view;
    }

    public LocalMember local() {
        return local;
    }

    public Tombstones tombstones() {
        return tombstones;
    }

    /** How often the local member refuted an accusation. */
    public long refutations() {
        return refutations;
    }

    /** Whether there is no room for another live member. */
    public boolean full() {
        return view.live() >= memberLimit;
    }

    /** Records and verdicts that were refused because the limit on members, or on tombstones, was reached. */
    @Override
    public long refused() {
        return refused;
    }
}
