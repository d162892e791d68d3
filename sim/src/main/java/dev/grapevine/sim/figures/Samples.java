package dev.grapevine.sim.figures;

import org.HdrHistogram.Histogram;

/** Collects the values of a {@link SampleDistribution}. */
public final class Samples {

    private static final int DIGITS = 2;

    private final Histogram counts = empty();
    private long min = Long.MAX_VALUE;
    private long max;

    static Histogram empty() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    /** Adds a value; one below 0 counts as 0. */
    public void add(long value) {
        long natural = Math.max(0, value);
        counts.recordValue(natural);
        min = Math.min(min, natural);
        max = Math.max(max, natural);
    }

    /** The values so far. */
    public SampleDistribution distribution() {
        return counts.getTotalCount() == 0 ? SampleDistribution.NONE : new SampleDistribution(counts.copy(), min, max);
    }
}
