package dev.grapevine.core.seal;

import java.util.Arrays;

/**
 * The highest 64 counters that were taken from one sender, so that none is taken twice. Counters follow a clock and leave gaps of any size, so
 * a window of bits would not do. What is below all 64 cannot be told from a replay, and counts as one.
 */
final class ReplayWindow {

    /** How many counters are kept. */
    static final int SIZE = 64;

    /** Ascending, in a ring: the smallest is at {@code first}. */
    private long[] taken = new long[4];

    private int first;
    private int count;

    /** Whether a datagram with this counter was taken before, or may have been. */
    boolean replayed(long counter) {
        if (count == 0 || counter > at(count - 1)) {
            return false;
        }
        if (count == SIZE && counter < at(0)) {
            return true;
        }
        int place = place(counter);
        return place < count && at(place) == counter;
    }

    /** Notes a counter that is not {@link #replayed}. */
    void take(long counter) {
        int place = place(counter);
        if (count == SIZE) {
            // The smallest gives way.
            first = first + 1 & SIZE - 1;
            place--;
            count--;
        } else if (count == taken.length) {
            grow();
        }
        for (int i = count; i > place; i--) {
            set(i, at(i - 1));
        }
        set(place, counter);
        count++;
    }

    /** The place of the first counter that is not below this one. */
    private int place(long counter) {
        int place = count;
        while (place > 0 && at(place - 1) >= counter) {
            place--;
        }
        return place;
    }

    private void grow() {
        // While the window is not full it begins at 0.
        taken = Arrays.copyOf(taken, taken.length * 4);
    }

    private long at(int place) {
        return taken[first + place & taken.length - 1];
    }

    private void set(int place, long counter) {
        taken[first + place & taken.length - 1] = counter;
    }
}
