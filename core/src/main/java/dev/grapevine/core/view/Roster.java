package dev.grapevine.core.view;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The members of a cluster that is there from the first moment, as a simulation starts with it: their records, put in
 * order once for the views of all. Immutable.
 */
public final class Roster {

    private final List<MemberRecord> records;
    private final long[] nameHashes;
    /** For each circle the places of the records in the list, in the order of the circle. */
    private final int[][] orders;

    private Roster(List<MemberRecord> records, long[] nameHashes, int[][] orders) {
        this.records = records;
        this.nameHashes = nameHashes;
        this.orders = orders;
    }

    /**
     * Puts records in order.
     *
     * @param records of different members
     * @param circles how many the views have that will adopt it
     */
    public static Roster of(Collection<MemberRecord> records, int circles) {
        List<MemberRecord> list = List.copyOf(records);
        long[] hashes =
                list.stream().mapToLong(record -> Hashes.name(record.name())).toArray();
        int[][] orders = new int[Math.max(1, circles)][];
        for (int circle = 0; circle < orders.length; circle++) {
            int number = circle;
            Integer[] order = new Integer[hashes.length];
            Arrays.setAll(order, index -> index);
            Comparator<Integer> byPosition = (a, b) ->
                    Long.compareUnsigned(HashRings.position(hashes[a], number), HashRings.position(hashes[b], number));
            Arrays.sort(order, byPosition.thenComparing(index -> list.get(index).name()));
            orders[circle] = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
        }
        return new Roster(list, hashes, orders);
    }

    /** In the order given. */
    public List<MemberRecord> records() {
        return records;
    }

    long nameHash(int place) {
        return nameHashes[place];
    }

    int circles() {
        return orders.length;
    }

    /** Places in {@link #records}, in the order of a circle. */
    int[] order(int circle) {
        return orders[circle];
    }
}
