package dev.grapevine.sim.world;

import java.util.Arrays;

/**
 * What is still to happen, earliest first. At the same instant, everything in the early lane comes before everything in the
 * late lane, and within a lane the order is that of adding. So one seed gives one run.
 *
 * <p>A four-ary heap over parallel arrays: comparisons touch two long arrays only, and adding allocates nothing.
 */
final class EventQueue {

    private static final int ARITY = 4;

    /** Instant, shifted left by one, with the lane as lowest bit. */
    private long[] keys = new long[1_024];

    private long[] orders = new long[1_024];
    private Occurrence[] items = new Occurrence[1_024];
    private int size;
    private long added;

    int size() {
        return size;
    }

    /** Adds to the early lane: input, operations. */
    void add(long time, Occurrence item) {
        insert(time << 1, item);
    }

    /** Adds to the late lane: timers, which run after everything that arrived at their instant. */
    void addLate(long time, Occurrence item) {
        insert(time << 1 | 1, item);
    }

    /** The earliest instant; {@link Long#MAX_VALUE} if the queue is empty. */
    long nextTime() {
        return size == 0 ? Long.MAX_VALUE : keys[0] >> 1;
    }

    /** Removes and returns the first. */
    Occurrence poll() {
        Occurrence first = items[0];
        size--;
        long key = keys[size];
        long order = orders[size];
        Occurrence item = items[size];
        clear(size);
        if (size > 0) {
            siftDown(key, order, item);
        }
        return first;
    }

    @SuppressWarnings("NullAway") // free places of the array hold null, and are never read
    private void clear(int index) {
        items[index] = null;
    }

    private void insert(long key, Occurrence item) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            items = Arrays.copyOf(items, size * 2);
        }
        int index = size++;
        long order = added++;
        while (index > 0) {
            int parent = (index - 1) / ARITY;
            if (!before(key, order, parent)) {
                break;
            }
            move(parent, index);
            index = parent;
        }
        place(index, key, order, item);
    }

    private void siftDown(long key, long order, Occurrence item) {
        int index = 0;
        while (true) {
            int first = index * ARITY + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + ARITY, size);
            for (int child = first + 1; child < end; child++) {
                if (before(keys[child], orders[child], least)) {
                    least = child;
                }
            }
            if (before(key, order, least)) {
                break;
            }
            move(least, index);
            index = least;
        }
        place(index, key, order, item);
    }

    private boolean before(long key, long order, int index) {
        return key < keys[index] || (key == keys[index] && order < orders[index]);
    }

    private void move(int from, int to) {
        place(to, keys[from], orders[from], items[from]);
    }

    private void place(int index, long key, long order, Occurrence item) {
        keys[index] = key;
        orders[index] = order;
        items[index] = item;
    }
}
