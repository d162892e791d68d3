package dev.grapevine.core.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All known members in several fixed hash orders, each closed to a circle. Everybody computes the same circles from the
 * names alone; news that each member passes to its next in every circle therefore arrives everywhere, in as many copies as
 * there are circles, which random choice cannot promise. The first circle is also the order in which neighbours probe each
 * other.
 */
public final class HashRings {

    private final List<List<MemberEntry>> circles = new ArrayList<>();

    HashRings(int count) {
        for (int i = 0; i < Math.max(1, count); i++) {
            circles.add(new ArrayList<>());
        }
    }

    /** Position on a circle; the name breaks the tie that a hash may leave. */
    private static int compare(MemberEntry a, MemberEntry b, int circle) {
        int order = Long.compareUnsigned(position(a, circle), position(b, circle));
        return order != 0 ? order : a.name().compareTo(b.name());
    }

    private static long position(MemberEntry entry, int circle) {
        return position(entry.nameHash(), circle);
    }

    static long position(long nameHash, int circle) {
        return Hashes.mix(nameHash + circle);
    }

    /**
     * Replaces what is there by these.
     *
     * @param entries in the order of the roster's records
     */
    void fill(Roster roster, MemberEntry[] entries) {
        if (roster.circles() != circles.size()) {
            throw new IllegalArgumentException(
                    "the roster is in order of " + roster.circles() + " circles, the view has " + circles.size());
        }
        for (int i = 0; i < circles.size(); i++) {
            MemberEntry[] ordered = new MemberEntry[entries.length];
            int[] order = roster.order(i);
            for (int place = 0; place < order.length; place++) {
                ordered[place] = entries[order[place]];
            }
            circles.set(i, new ArrayList<>(Arrays.asList(ordered)));
        }
    }

    void add(MemberEntry entry) {
        for (int i = 0; i < circles.size(); i++) {
            circles.get(i).add(search(entry, i), entry);
        }
    }

    void remove(MemberEntry entry) {
        for (int i = 0; i < circles.size(); i++) {
            circles.get(i).remove(search(entry, i));
        }
    }

    /** The index of the entry, or where it belongs. */
    private int search(MemberEntry entry, int circle) {
        List<MemberEntry> members = circles.get(circle);
        int low = 0;
        int high = members.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(members.get(middle), entry, circle) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The next member after this one on a circle that is wanted; null if there is none but itself. */
    public @Nullable MemberEntry next(MemberEntry from, int circle, Predicate<MemberEntry> wanted) {
        List<MemberEntry> members = circles.get(circle);
        int start = search(from, circle);
        for (int step = 1; step < members.size(); step++) {
            MemberEntry candidate = members.get((start + step) % members.size());
            if (candidate != from && wanted.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** Any member, by a random number; the list of all in the order of the first circle. */
    public List<MemberEntry> all() {
        return Collections.unmodifiableList(circles.get(0));
    }

    public int count() {
        return circles.size();
    }
}
