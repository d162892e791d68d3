package dev.grapevine.core.quality;

import dev.grapevine.model.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts durations by size, in the classes of {@link Distribution#BOUNDS_NANOS}. Recording allocates nothing, so it is
 * cheap enough for every packet. Not thread-safe.
 */
public final class Histogram {

    private final long[] counts = new long[Distribution.BOUNDS_NANOS.size() + 1];
    private long sum;
    private long max;

    /** Counts a duration; a negative one counts as 0. */
    public void record(long nanos) {
        long duration = Math.max(0, nanos);
        counts[Distribution.classOf(duration)]++;
        sum += duration;
        max = Math.max(max, duration);
    }

    /** The durations counted so far. */
    public Distribution snapshot() {
        List<Long> copied = new ArrayList<>(counts.length);
        for (long count : counts) {
            copied.add(count);
        }
        return new Distribution(copied, sum, max);
    }
}
