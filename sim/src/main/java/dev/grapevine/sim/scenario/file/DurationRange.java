package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.DurationFormat;
import java.util.SplittableRandom;

/**
 * A duration, or bounds between which one is drawn. Immutable, in nanoseconds.
 *
 * @param high at least {@code low}
 */
record DurationRange(long low, long high) {

    DurationRange {
        if (high < low) {
            throw new IllegalArgumentException("a range goes from the smaller to the larger");
        }
    }

    static DurationRange of(long nanos) {
        return new DurationRange(nanos, nanos);
    }

    /**
     * Reads {@code 5s} or {@code 100ms..4s}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static DurationRange parse(String text) {
        int dots = text.indexOf("..");
        return dots < 0
                ? of(DurationFormat.parse(text))
                : new DurationRange(
                        DurationFormat.parse(text.substring(0, dots)), DurationFormat.parse(text.substring(dots + 2)));
    }

    /** Draws one, a whole number of milliseconds above the lower bound, since people read what is drawn. */
    long draw(SplittableRandom random) {
        long millis = (high - low) / 1_000_000;
        return millis == 0 ? low : low + random.nextLong(millis + 1) * 1_000_000;
    }

    @Override
    public String toString() {
        return low == high
                ? DurationFormat.format(low)
                : DurationFormat.format(low) + ".." + DurationFormat.format(high);
    }
}
