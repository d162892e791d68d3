package dev.grapevine.core.membership;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.function.LongBinaryOperator;

/** This peer's own record: nobody else writes it, and every change of it is a new record that is larger than the last. */
public final class LocalMember {

    private final View view;
    private final LongBinaryOperator refutation;
    private final MemberEntry entry;

    /** @param refutation the incarnation that refutes an accusation, from the own one and the accused one */
    public LocalMember(View view, MemberRecord first, LongBinaryOperator refutation, long now) {
        this.view = view;
        this.refutation = refutation;
        View.Change change = view.merge(first, now);
        if (change == null) {
            throw new IllegalStateException("the view is not empty");
        }
        this.entry = change.entry();
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

    public boolean is(String name) {
        return entry.name().equals(name);
    }

    /** Its record with an incarnation above the accusation's, and ALIVE. */
    MemberRecord above(long accusedIncarnation) {
        long next = refutation.applyAsLong(record().incarnation(), accusedIncarnation);
        return record().withIncarnation(next).withStatus(Status.ALIVE);
    }

    /** Its record with a generation above one that was met; the time in it stays what it was unless that is later. */
    MemberRecord reborn(long metGeneration) {
        long next = Long.compareUnsigned(metGeneration, record().generation()) >= 0
                ? metGeneration + 1
                : record().generation();
        return record().withGeneration(next).withIncarnation(0).withStatus(Status.ALIVE);
    }

    MemberRecord left() {
        return record().withStatus(Status.LEFT);
    }

    MemberRecord at(List<Address> addresses) {
        return record().withIncarnation(record().incarnation() + 1).withAddresses(addresses);
    }

    View.Change merge(MemberRecord changed, long now) {
        View.Change change = view.merge(changed, now);
        if (change == null) {
            throw new IllegalStateException("own record did not grow: " + record() + " to " + changed);
        }
        return change;
    }
}
