package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.List;

/** Members to test with: number i is named {@code m<i>} and reached at 10.0.0.i:7000. */
public final class Samples {

    private Samples() {}

    public static Address address(int i) {
        return Address.ipv4(10 << 24 | i, 7_000);
    }

    public static MemberRecord member(int i) {
        return member("m" + i, i);
    }

    public static MemberRecord member(String name, int address) {
        return new MemberRecord(name, 1, 0, Status.ALIVE, List.of(address(address)), "", 1, 1, 1_000, 0);
    }

    public static MemberRecord in(String zone, MemberRecord record) {
        return new MemberRecord(
                record.name(),
                record.generation(),
                record.incarnation(),
                record.status(),
                record.addresses(),
                zone,
                record.protocolMin(),
                record.protocolMax(),
                record.periodMillis(),
                record.stateVersion());
    }

    /** Merges a record, which is to change something. */
    public static MemberEntry put(View view, MemberRecord record, long now) {
        View.Change change = view.merge(record, now);
        if (change == null) {
            throw new AssertionError(record + " changed nothing");
        }
        return change.entry();
    }

    /** A view of members 1 to n, all new at time 0. */
    public static View viewOf(int n) {
        View view = new View(3);
        for (int i = 1; i <= n; i++) {
            put(view, member(i), 0);
        }
        return view;
    }

    public static MemberEntry entry(View view, int i) {
        MemberEntry entry = view.get("m" + i);
        if (entry == null) {
            throw new AssertionError("no m" + i);
        }
        return entry;
    }
}
