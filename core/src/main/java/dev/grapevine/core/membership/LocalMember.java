package dev.grapevine.core.membership;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;

/**
 * The member that this process is. Nobody else writes its record, and each change makes a record that is larger than
 * the last by {@link dev.grapevine.core.view.RecordOrder}, so that it prevails wherever it arrives.
 */
public final class LocalMember {

    private final View view;
    private final LongBinaryOperator refutation;
    private final LongConsumer keeper;
    private final MemberEntry entry;
    private boolean quiet;

    /**
     * @param refutation the incarnation that refutes an accusation, from the member's own one and the accused one
     * @param keeper keeps a raised generation for the next start, before it is used
     */
    public LocalMember(View view, MemberRecord first, LongBinaryOperator refutation, LongConsumer keeper, long now) {
        this.view = view;
        this.refutation = refutation;
        this.keeper = keeper;
        View.Change change = view.merge(first, now);
        if (change == null) {
            throw new IllegalStateException("the view is not empty");
        }
        this.entry = change.entry();
        view.localIs(entry);
    }

    public MemberEntry entry() {
        return entry;
    }

    public MemberRecord record() {
        return entry.record();
    }

    public String name() {
        return entry.name();
    }

    /** Whether this is the member's name. */
    public boolean is(String name) {
        return entry.name().equals(name);
    }

    /**
     * Whether nothing is announced under the member's name, since another process may have it (PROTOCOL.md, section 1,
     * "Identity").
     */
    public boolean quiet() {
        return quiet;
    }

    /** Announces nothing from now on, or again. */
    public void quiet(boolean changed) {
        quiet = changed;
    }

    /** The record with an incarnation that refutes an accusation of that incarnation. */
    MemberRecord refuting(long accusedIncarnation) {
        return at(refutation.applyAsLong(record().incarnation(), accusedIncarnation))
                .withStatus(Status.ALIVE);
    }

    /** The record with that incarnation; at the ceiling of incarnations, with a new generation instead. */
    private MemberRecord at(long incarnation) {
        return Plausibility.isCounter(incarnation)
                ? record().withIncarnation(incarnation)
                : above(record().generation());
    }

    /** The record with a generation above another's; the own generation stays where it is higher already. */
    MemberRecord above(long otherGeneration) {
        long next = Long.compareUnsigned(otherGeneration, record().generation()) >= 0
                ? otherGeneration + 1
                : record().generation();
        return record().withGeneration(next)
                .withIncarnation(0)
                .withStatus(Status.ALIVE)
                .withStateVersion(0);
    }

    /** The record of a member that leaves. */
    MemberRecord leaving() {
        return record().withStatus(Status.LEFT);
    }

    /** The record with other addresses. */
    MemberRecord at(List<Address> addresses) {
        return at(record().incarnation() + 1).withAddresses(addresses);
    }

    /** Makes this the member's record. */
    View.Change replace(MemberRecord changed, long now) {
        if (changed.generation() != record().generation()) {
            keeper.accept(changed.generation());
        }
        View.Change change = view.merge(changed, now);
        if (change == null) {
            throw new IllegalStateException("own record did not grow: " + record() + " to " + changed);
        }
        return change;
    }
}
