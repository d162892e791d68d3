package dev.grapevine.core.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        return Hashes.mix(entry.nameHash() + ring);
    }

    /**
     * Takes over the order of other rings.
     *
     * @param first the entries of these rings in the order of the first
     * @param byName the same entries by name
     */
    void orderLike(HashRings other, List<MemberEntry> first, CompactMap<String> byName) {
        if (other.count() != count()) {
            throw new IllegalArgumentException(
                    "the other view has " + other.count() + " rings, this one has " + count());
        }
        rings.set(0, first);
        for (int i = 1; i < count(); i++) {
            List<MemberEntry> members = new ArrayList<>(first.size());
            for (MemberEntry theirs : other.rings.get(i)) {
                members.add(byName.get(theirs.name()));
            }
            rings.set(i, members);
        }
    }

    void add(MemberEntry entry) {
        for (int i = 0; i < rings.size(); i++) {
            rings.get(i).add(search(entry, i), entry);
        }
    }

    void removeAll(Collection<MemberEntry> entries) {
        if (!entries.isEmpty()) {
            Set<MemberEntry> removed = new HashSet<>(entries);
            rings.forEach(members -> members.removeIf(removed::contains));
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
