package dev.grapevine.core.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts durations by size, in the classes of {@link Distribution#BOUNDS_NANOS}. Takes note without allocating, so that it may be told of
 * every packet. Not thread-safe.
 */
public final class Histogram {

    private final long[] counts = new long[Distribution.BOUNDS_NANOS.size() + 1];
    private long sum;
    private long max;

    /** Takes note of a duration; a negative one counts as none. */
    public void record(long nanos) {
        long duration = Math.max(0, nanos);
        counts[Distribution.indexOf(duration)]++;
        sum += duration;
        max = Math.max(max, duration);
    }

    /** What was counted so far. */
    public Distribution snapshot() {
        List<Long> copied = new ArrayList<>(counts.length);
        for (long count : counts) {
            copied.add(count);
        }
        return new Distribution(copied, sum, max);
    }
}
