package dev.grapevine.sim.figures;

import java.util.List;

/**
 * How all news of one kind spread. Immutable. Durations are in nanoseconds, counted from the beginning of the news.
 *
 * @param count how many pieces of news there were
 * @param complete how many of them reached all of their audience; what follows is of these only
 * @param half until half of the audience had heard
 * @param most until 99 % of it had heard
 * @param all until all of it had heard
 * @param rounds hops to the last member that heard
 * @param messages copies for each member that heard, in thousandths
 * @param curve until 0 %, 5 %, 10 % ... 100 % of the audience had heard
 */
public record Dissemination(
        NewsKind kind,
        int count,
        int complete,
        SampleDistribution half,
        SampleDistribution most,
        SampleDistribution all,
        SampleDistribution rounds,
        SampleDistribution messages,
        List<SampleDistribution> curve) {

    /** Percent of the audience from one point of the curve to the next. */
    public static final int STEP = 5;

    public Dissemination {
        curve = List.copyOf(curve);
    }
}
