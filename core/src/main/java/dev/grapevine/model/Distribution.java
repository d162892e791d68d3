package dev.grapevine.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How often durations of each size were measured, as a histogram with fixed classes. Immutable.
 *
 * @param counts for each of {@link #BOUNDS_NANOS} the durations that are at most that long and longer than the bound
 *     before; at the end, those longer than the last bound
 * @param sumNanos of all of them
 * @param maxNanos the longest duration; 0 if there is none
 */
public record Distribution(List<Long> counts, long sumNanos, long maxNanos) {

    /** Upper bounds of the classes: 1, 2, 3, 5 and 7 times each power of ten, from 100 microseconds to 100 seconds. */
    public static final List<Long> BOUNDS_NANOS = bounds();

    /** No durations. */
    public static final Distribution NONE = new Distribution(Collections.nCopies(BOUNDS_NANOS.size() + 1, 0L), 0, 0);

    public Distribution {
        counts = List.copyOf(counts);
        if (counts.size() != BOUNDS_NANOS.size() + 1) {
            throw new IllegalArgumentException(
                    "there are " + (BOUNDS_NANOS.size() + 1) + " classes of durations, not " + counts.size());
        }
    }

    private static List<Long> bounds() {
        List<Long> bounds = new ArrayList<>();
        for (long power = 100_000; power < 100_000_000_000L; power *= 10) {
            for (long step : new long[] {1, 2, 3, 5, 7}) {
                bounds.add(step * power);
            }
        }
        bounds.add(100_000_000_000L);
        return List.copyOf(bounds);
    }

    /** The index in {@link #counts} of the class that a duration belongs to. */
    public static int classOf(long nanos) {
        int low = 0;
        int high = BOUNDS_NANOS.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BOUNDS_NANOS.get(middle) < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many durations were measured. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Their mean; 0 if there is none. */
    public long meanNanos() {
        long count = count();
        return count == 0 ? 0 : sumNanos / count;
    }

    /**
     * A duration that is at least as long as that share of all: the upper bound of the class in which the quantile
     * lies, or the longest duration if that is less; 0 if there is none.
     *
     * @param share 0 to 1: 0.5 for the median, 1 for the longest
     */
    public long quantileNanos(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long found = 0;
        for (int i = 0; i < BOUNDS_NANOS.size(); i++) {
            found += counts.get(i);
            if (found >= wanted) {
                return Math.min(BOUNDS_NANOS.get(i), maxNanos);
            }
        }
        return maxNanos;
    }
}
