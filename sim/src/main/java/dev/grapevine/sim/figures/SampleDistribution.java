package dev.grapevine.sim.figures;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution of any number of values in little memory: each to one percent, the smallest and the largest exactly. Durations
 * are in nanoseconds. Immutable; distributions of several runs can be added.
 */
public final class SampleDistribution {

    /** The distribution of no values. */
    public static final SampleDistribution NONE = new SampleDistribution(Samples.empty(), 0, 0);

    /** Never changed after construction. */
    private final Histogram counts;

    private final long min;
    private final long max;

    SampleDistribution(Histogram counts, long min, long max) {
        this.counts = counts;
        this.min = min;
        this.max = max;
    }

    /**
     * How many values there are from one bound, inclusive, to the other, exclusive.
     *
     * @param to above {@code from}, except in a distribution of equal values
     */
    public record Bar(long from, long to, long count) {}

    public long count() {
        return counts.getTotalCount();
    }

    /** The smallest value; 0 if there is none. */
    public long min() {
        return min;
    }

    /** The largest value; 0 if there is none. */
    public long max() {
        return max;
    }

    /** 0 if there is none. */
    public double mean() {
        return count() == 0 ? 0 : Math.max(min, Math.min(max, counts.getMean()));
    }

    /**
     * The value that a share of all values does not exceed, to one percent; 0 if there is none.
     *
     * @param share 0 to 1, as 0.5 for the median
     */
    public long quantile(double share) {
        if (count() == 0) {
            return 0;
        }
        return Math.max(min, Math.min(max, counts.getValueAtPercentile(share * 100)));
    }

    /** The distribution of the values of both. */
    public SampleDistribution plus(SampleDistribution other) {
        if (count() == 0 || other.count() == 0) {
            return count() == 0 ? other : this;
        }
        Histogram sum = counts.copy();
        sum.add(other.counts);
        return new SampleDistribution(sum, Math.min(min, other.min), Math.max(max, other.max));
    }

    /**
     * The values in bars of equal width, from the smallest to the largest; empty if there is none.
     *
     * @param most how many bars at most; at least 1
     */
    public List<Bar> bars(int most) {
        if (count() == 0) {
            return List.of();
        }
        long width = (max - min) / most + 1;
        long[] heights = new long[(int) ((max - min) / width) + 1];
        for (HistogramIterationValue value : counts.recordedValues()) {
            long middle = counts.medianEquivalentValue(value.getValueIteratedTo());
            long inside = Math.max(min, Math.min(max, middle));
            heights[(int) ((inside - min) / width)] += value.getCountAtValueIteratedTo();
        }
        List<Bar> bars = new ArrayList<>(heights.length);
        for (int i = 0; i < heights.length; i++) {
            bars.add(new Bar(min + i * width, min + (i + 1) * width, heights[i]));
        }
        return bars;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampleDistribution that
                && min == that.min
                && max == that.max
                && counts.equals(that.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }

    /** As {@code 4 values, 1 to 9, median 3}. */
    @Override
    public String toString() {
        return count() == 0 ? "no values" : count() + " values, " + min + " to " + max + ", median " + quantile(0.5);
    }
}
