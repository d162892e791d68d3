package dev.grapevine.sim.figures;

import java.util.List;

/**
 * How all news of a kind spread. Immutable. Durations are in nanoseconds, from the beginning of the news.
 *
 * @param count pieces of news
 * @param complete how many of them all heard; the following is of those alone
 * @param half to half of the audience
 * @param most to 99 % of it
 * @param all to all of it
 * @param rounds hops to the last that heard
 * @param messages copies for each member that heard, in thousandths
 * @param curve to 0 %, 5 %, 10 % ... 100 % of the audience
 */
public record Dissemination(
        NewsKind news,
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
