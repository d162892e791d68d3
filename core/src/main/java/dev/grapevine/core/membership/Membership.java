package dev.grapevine.core.membership;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which the view changes. Whatever a peer hears or finds, about others or itself, comes through here: it is
 * merged, and every {@link ViewListener} does what follows from the change. What is said of this peer itself is not merged but
 * answered: by a refutation, or by a generation above the one that was met.
 */
public final class Membership {

    private final View view;
    private final LocalMember local;
    private final Tombstones tombstones;
    private final int memberLimit;
    private List<ViewListener> listeners = List.of();
    private @Nullable NameSake nameSake;
    private @Nullable Rebuttal rebuttal;
    private long refutations;
    private long refused;
    private boolean silent;

    public Membership(View view, LocalMember local, Tombstones tombstones, int memberLimit) {
        this.view = view;
        this.local = local;
        this.tombstones = tombstones;
        this.memberLimit = memberLimit;
    }

    /** Looks into records of this peer's own name with another generation: a former life, or another process? */
    public interface NameSake {
        /** Another generation of the own name was met, at these addresses (none where they are not known). */
        void met(long generation, List<Address> addresses, long now);
    }

    /** Answers the one who said something of this peer that is not, or no longer, so. */
    public interface Rebuttal {
        void answer(Address accuser, long now);
    }

    public void onAccused(Rebuttal handler) {
        rebuttal = handler;
    }

    /** Sets the listeners of changes, in the order in which they are told; called once, before anything changes. */
    public void follow(List<ViewListener> ordered) {
        listeners = List.copyOf(ordered);
    }

    public void onNameSake(NameSake handler) {
        nameSake = handler;
    }

    /** A record was heard. */
    public void heard(MemberRecord record, ChangeSource source, long now) {
        if (local.is(record.name())) {
            heardOfSelf(record.generation(), record.incarnation(), record.status(), record.addresses(), now);
            return;
        }
        if (view.live() >= memberLimit && view.get(record.name()) == null) {
            refused++;
            return;
        }
        apply(view.merge(record, now), 0, Evidence.NONE, List.of(), source, now);
    }

    /** A verdict was heard, or is given here. */
    public void verdict(Verdict verdict, ChangeSource source, long now) {
        if (local.is(verdict.name())) {
            long refutedBefore = refutations;
            heardOfSelf(verdict.generation(), verdict.incarnation(), verdict.status(), List.of(), now);
            if (refutations > refutedBefore) {
                listeners.forEach(listener -> listener.refuted(verdict, local.entry(), source, now));
            }
            Address accuser = source.from();
            if (accuser != null && rebuttal != null && !silent) {
                rebuttal.answer(accuser, now);
            }
            return;
        }
        if (!verdict.status().live() && !tombstones.tellable(verdict.ageMillis())) {
            return;
        }
        MemberEntry known = view.get(verdict.name());
        MemberRecord record = recordOf(verdict, known);
        if (record == null) {
            return;
        }
        View.Change change = view.merge(record, now);
        long age = verdict.ageMillis() * 1_000_000;
        if (change != null) {
            apply(change, age, verdict.evidence(), verdict.accusers(), source, now);
        } else if (known != null && sameFact(known, verdict)) {
            repeated(known, verdict, source, now, age);
        }
    }

    /** Gives a verdict that this member alone came to, a moment ago, about the generation and incarnation known now. */
    public void declare(MemberEntry subject, Status status, Evidence evidence, long now) {
        declare(subject, status, evidence, List.of(local.name()), 0, now);
    }

    /**
     * Gives a verdict, or an accusation, about the generation and incarnation of its subject that are known now. A caller that took time to
     * find something checks first that the subject's generation is still the one it looked at.
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
                        ageNanos / 1_000_000),
                ChangeSource.OWN,
                now);
    }

    private void repeated(MemberEntry known, Verdict verdict, ChangeSource source, long now, long age) {
        view.aged(known, now - age);
        if (verdict.status() == Status.SUSPECT) {
            int stronger = verdict.evidence().compareTo(known.evidence());
            List<String> fresh = new ArrayList<>(verdict.accusers());
            fresh.removeAll(known.accusers());
            boolean more = stronger == 0 && !fresh.isEmpty() && known.accusers().size() < Verdict.MAX_ACCUSERS;
            if (stronger > 0 || more) {
                // voices add up only where they found the same
                List<String> all = new ArrayList<>(stronger > 0 ? verdict.accusers() : known.accusers());
                if (stronger == 0) {
                    all.addAll(fresh);
                }
                known.explain(
                        stronger > 0 ? verdict.evidence() : known.evidence(),
                        all.subList(0, Math.min(all.size(), Verdict.MAX_ACCUSERS)));
                listeners.forEach(listener -> listener.confirmed(known, fresh, source, now));
            }
        }
    }

    private static boolean sameFact(MemberEntry known, Verdict verdict) {
        return known.record().generation() == verdict.generation()
                && known.record().incarnation() == verdict.incarnation()
                && known.status() == verdict.status();
    }

    /** A verdict carries no fields of its owner; they are taken from what is known. Null: nothing to be made of it. */
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
            view.aged(change.entry(), now - ageNanos);
        }
        if (evidence != Evidence.NONE) {
            change.entry().explain(evidence, accusers);
        }
        for (ViewListener listener : listeners) {
            listener.changed(change, source, now);
        }
    }

    // ---- about this peer itself

    private void heardOfSelf(long generation, long incarnation, Status status, List<Address> addresses, long now) {
        MemberRecord own = local.record();
        if (silent) {
            return;
        }
        int order = Long.compareUnsigned(generation, own.generation());
        if (order != 0) {
            if (nameSake != null && (order > 0 || status.live())) {
                nameSake.met(generation, addresses, now);
            }
        } else if (status == Status.LEFT && own.status() != Status.LEFT) {
            rebear(generation, now);
        } else if (status != Status.ALIVE
                && own.status() != Status.LEFT
                && Long.compareUnsigned(incarnation, own.incarnation()) >= 0) {
            refutations++;
            change(local.above(incarnation), now);
        } else if (status == Status.ALIVE && Long.compareUnsigned(incarnation, own.incarnation()) > 0) {
            change(local.above(incarnation), now);
        }
    }

    /** Begins a new life above a generation that was met, and says so. */
    public void rebear(long metGeneration, long now) {
        change(local.reborn(metGeneration), now);
    }

    /** This peer is reached elsewhere now, and says so. */
    public void readdress(List<Address> addresses, long now) {
        change(local.at(addresses), now);
    }

    public void leave(long now) {
        change(local.left(), now);
    }

    /** From now on nothing is said of this peer, and nothing answered for it. */
    public void fallSilent() {
        silent = true;
    }

    private void change(MemberRecord changed, long now) {
        apply(local.merge(changed, now), 0, Evidence.NONE, List.of(), ChangeSource.OWN, now);
    }

    /** Drops the tombstones that are due. */
    public void expire(long now) {
        for (MemberEntry entry : tombstones.expire(now)) {
            listeners.forEach(listener -> listener.forgotten(entry, now));
        }
    }

    /** Drops all but itself, as one must that was out of contact for so long that others have forgotten. */
    public List<MemberEntry> dropAll(long now) {
        List<MemberEntry> dropped =
                view.entries().stream().filter(entry -> entry != local.entry()).toList();
        for (MemberEntry entry : dropped) {
            view.forget(entry);
            listeners.forEach(listener -> listener.forgotten(entry, now));
        }
        return dropped;
    }

    public View view() {
        return view;
    }

    /** This member itself. */
    public LocalMember local() {
        return local;
    }

    public Tombstones tombstones() {
        return tombstones;
    }

    public long refutations() {
        return refutations;
    }

    /** Records that were not taken in since the limit on members was reached. */
    public long refused() {
        return refused;
    }
}
