package dev.grapevine.core.view;

import dev.grapevine.model.Status;
import java.util.Comparator;

/**
 * The one order between records of the same name; merging keeps the larger (PROTOCOL.md, section 1). The order is
 * total: records that compare equal are equal, except for the state version, which merges by maximum. So merging is
 * commutative, associative and idempotent, and every order of delivery converges. These decide, in this order:
 *
 * <ol>
 *   <li>the higher generation: a restart replaces its predecessor, dead or alive;
 *   <li>LEFT: the member said so, and nothing that others say about that generation matters any more;
 *   <li>the higher incarnation: the member refuted, or changed;
 *   <li>the worse status: DEAD over SUSPECT over ALIVE;
 *   <li>the remaining fields, so that there are no ties.
 * </ol>
 */
public class RecordOrder implements Comparator<MemberRecord> {

    @Override
    public int compare(MemberRecord a, MemberRecord b) {
        int order =
                compareFact(a.generation(), a.incarnation(), a.status(), b.generation(), b.incarnation(), b.status());
        return order != 0 || a == b ? order : lastTie(a, b);
    }

    /** The order without the last step, over bare fields: digests are compared by it. */
    public static int compareFact(
            long generationA, long incarnationA, Status statusA, long generationB, long incarnationB, Status statusB) {
        int order = Long.compareUnsigned(generationA, generationB);
        if (order == 0) {
            order = Boolean.compare(statusA == Status.LEFT, statusB == Status.LEFT);
        }
        if (order == 0) {
            order = Long.compareUnsigned(incarnationA, incarnationB);
        }
        return order != 0 ? order : statusA.compareTo(statusB);
    }

    private static int lastTie(MemberRecord a, MemberRecord b) {
        int order = Integer.compare(a.addresses().size(), b.addresses().size());
        if (order == 0) {
            order = compareAddresses(a, b);
        }
        if (order == 0) {
            order = a.zone().compareTo(b.zone());
        }
        if (order == 0) {
            order = Integer.compare(a.protocolMin(), b.protocolMin());
        }
        if (order == 0) {
            order = Integer.compare(a.protocolMax(), b.protocolMax());
        }
        return order != 0 ? order : Integer.compare(a.periodMillis(), b.periodMillis());
    }

    private static int compareAddresses(MemberRecord a, MemberRecord b) {
        for (int i = 0; i < a.addresses().size(); i++) {
            int order = a.addresses().get(i).compareTo(b.addresses().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
