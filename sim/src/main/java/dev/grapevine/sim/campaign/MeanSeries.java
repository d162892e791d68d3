package dev.grapevine.sim.campaign;

import dev.grapevine.sim.figures.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean over several runs of a quantity over time. Runs may end at different times. Immutable.
 *
 * @param interval nanoseconds from one value to the next
 * @param sums for each interval, the sum of the values of all runs that lasted that long
 * @param runs for each interval, how many runs those are
 */
public record MeanSeries(long interval, List<Double> sums, List<Integer> runs) {

    public MeanSeries {
        sums = List.copyOf(sums);
        runs = List.copyOf(runs);
    }

    static MeanSeries of(Series series) {
        return new MeanSeries(
                series.interval(),
                series.values(),
                series.values().stream().map(value -> 1).toList());
    }

    /** The runs of both, which have the same interval. */
    MeanSeries plus(MeanSeries other) {
        List<Double> sum = new ArrayList<>();
        List<Integer> count = new ArrayList<>();
        for (int i = 0; i < Math.max(sums.size(), other.sums.size()); i++) {
            sum.add((i < sums.size() ? sums.get(i) : 0) + (i < other.sums.size() ? other.sums.get(i) : 0));
            count.add((i < runs.size() ? runs.get(i) : 0) + (i < other.runs.size() ? other.runs.get(i) : 0));
        }
        return new MeanSeries(interval, sum, count);
    }

    /** For each interval, the mean of the runs that lasted that long. */
    public Series mean() {
        List<Double> means = new ArrayList<>(sums.size());
        for (int i = 0; i < sums.size(); i++) {
            means.add(sums.get(i) / runs.get(i));
        }
        return new Series(interval, means);
    }
}
