package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a process answered under a member's name, and since when (PROTOCOL.md, section 1, "Identity"). It outlives the
 * record: when a newer generation replaces a member that was live, this process still knows for a while whom it had met
 * before, and can tell it where two processes contend for the name.
 *
 * <p>A process is told from another by its address: a generation may be raised, and a copy of a process has the same.
 * Two places are kept, the latest and the one before.
 */
final class Encounters {

    /** For how long a place counts after another generation or place took over. */
    static final long KEPT_NANOS = 60_000_000_000L;

    private Encounter latest;
    private @Nullable Encounter former;
    private long formerUntil;

    /** Until when the latest counts that a newer generation elsewhere has replaced. */
    private long latestUntil;

    private boolean replaced;

    Encounters(long generation, Address address, long now) {
        latest = new Encounter(generation, address, now);
    }

    /** The member answered. */
    void answered(MemberRecord record, Address address, long now) {
        long generation = record.generation();
        Encounter before = former;
        boolean samePlace = address.equals(latest.address());
        boolean sameProcess =
                latest.generation() == generation && record.addresses().contains(latest.address());
        if (samePlace || sameProcess) {
            if (!samePlace || latest.generation() != generation) {
                latest = new Encounter(generation, address, latest.since());
            }
        } else {
            boolean back = before != null && address.equals(before.address()) && now - formerUntil < 0;
            former = latest;
            formerUntil = now + KEPT_NANOS;
            latest = new Encounter(generation, address, back && before != null ? before.since() : now);
        }
        replaced = false;
    }

    /** A newer generation has replaced the member while it was live. */
    void replacedBy(MemberRecord record, long now) {
        if (!replaced && !record.addresses().contains(latest.address())) {
            replaced = true;
            latestUntil = now + KEPT_NANOS;
        }
    }

    /** The places that still count, the latest first. */
    List<Encounter> known(long now) {
        Encounter before = former;
        boolean keepsFormer = before != null && now - formerUntil < 0;
        if (replaced && now - latestUntil >= 0) {
            return List.of();
        }
        return keepsFormer && before != null ? List.of(latest, before) : List.of(latest);
    }
}
