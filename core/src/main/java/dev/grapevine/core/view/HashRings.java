package dev.grapevine.core.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All known members in several fixed hash orders, each closed to a ring (PROTOCOL.md, section 3). Every member computes
 * the same rings from the names alone. So news that each member passes to its next on every ring reaches every member,
 * in as many copies as there are rings; random choice cannot promise that. The first ring also decides which successor
 * a member probes.
 */
public final class HashRings {

    private final List<List<MemberEntry>> rings = new ArrayList<>();

    HashRings(int count) {
        for (int i = 0; i < Math.max(1, count); i++) {
            rings.add(new ArrayList<>());
        }
    }

    /** Compares positions on a ring; equal hashes are ordered by name. */
    private static int compare(MemberEntry a, MemberEntry b, int ring) {
        int order = Long.compareUnsigned(position(a, ring), position(b, ring));
        return order != 0 ? order : a.name().compareTo(b.name());
    }

    private static long position(MemberEntry entry, int ring) {
        return position(entry.nameHash(), ring);
    }

    static long position(long nameHash, int ring) {
        return Hashes.mix(nameHash + ring);
    }

    /**
     * Replaces all members.
     *
     * @param entries in the order of the roster's records
     */
    void fill(Roster roster, MemberEntry[] entries) {
        if (roster.circles() != rings.size()) {
            throw new IllegalArgumentException(
                    "the roster is in order of " + roster.circles() + " rings, the view has " + rings.size());
        }
        for (int i = 0; i < rings.size(); i++) {
            MemberEntry[] ordered = new MemberEntry[entries.length];
            int[] order = roster.order(i);
            for (int place = 0; place < order.length; place++) {
                ordered[place] = entries[order[place]];
            }
            rings.set(i, new ArrayList<>(Arrays.asList(ordered)));
        }
    }

    void add(MemberEntry entry) {
        for (int i = 0; i < rings.size(); i++) {
            rings.get(i).add(search(entry, i), entry);
        }
    }

    void remove(MemberEntry entry) {
        for (int i = 0; i < rings.size(); i++) {
            rings.get(i).remove(search(entry, i));
        }
    }

    /** The index of the entry, or where it belongs. */
    private int search(MemberEntry entry, int ring) {
        List<MemberEntry> members = rings.get(ring);
        int low = 0;
        int high = members.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(members.get(middle), entry, ring) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The next member on a ring that is wanted, after this one; null if there is no other. */
    public @Nullable MemberEntry next(MemberEntry from, int ring, Predicate<MemberEntry> wanted) {
        List<MemberEntry> members = rings.get(ring);
        int start = search(from, ring);
        for (int step = 1; step < members.size(); step++) {
            MemberEntry candidate = members.get((start + step) % members.size());
            if (candidate != from && wanted.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** All members, in the order of the first ring. */
    public List<MemberEntry> all() {
        return Collections.unmodifiableList(rings.get(0));
    }

    public int count() {
        return rings.size();
    }
}
