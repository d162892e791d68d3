package dev.grapevine.bench.soak;

import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.bench.soak.Timeline.Mark;
import dev.grapevine.bench.soak.Trend.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether the steady agents need no more in the course of time. */
final class FlatnessJudge {

    private static final int FEWEST_POINTS = 4;
    private static final double AFTER_SLANDER_SECONDS = 15;

    private final double from;
    private final double to;
    private final List<Mark> marks;

    /**
     * @param from when all agents had started, in seconds
     * @param to when the load ended
     * @param marks what was done to members
     */
    FlatnessJudge(double from, double to, List<Mark> marks) {
        this.from = from;
        this.to = to;
        this.marks = List.copyOf(marks);
    }

    /** Slander costs packets and lines, and not every part of a short run has the same share of it. */
    private boolean calm(Sample sample) {
        return marks.stream()
                .noneMatch(mark -> mark.deed() == Deed.SLANDER
                        && sample.second() >= mark.second()
                        && sample.second() < mark.end() + AFTER_SLANDER_SECONDS);
    }

    private static Trend trend(List<Sample> samples, Measure measure) {
        List<Point> points = new ArrayList<>();
        for (Sample sample : samples) {
            Double value = sample.values().get(measure);
            if (value != null) {
                points.add(new Point(sample.second(), value));
            }
        }
        return new Trend(points);
    }

    /** Judges one measure of one agent: its growth in the second half, by the slope there. */
    Judgement judge(String member, List<Sample> samples, Measure measure) {
        Trend all = trend(measure.rate() ? samples.stream().filter(this::calm).toList() : samples, measure);
        double half = (from + to) / 2;
        double quarter = (to - from) / 4;
        Trend second = all.between(half, to);
        double growth = second.slope() * (to - half);
        double median = second.median();
        double bound = measure.bound(Double.isNaN(median) ? 0 : median);
        String figures = String.format(
                Locale.ROOT,
                "%-8s %-30s first quarter %8.1f, last quarter %8.1f %-4s; grew %+7.1f of %5.1f in the second half",
                member,
                measure.title(),
                all.between(from, from + quarter).median(),
                all.between(to - quarter, to).median(),
                measure.unit(),
                growth,
                bound);
        if (second.size() < FEWEST_POINTS) {
            return new Judgement(false, figures + "; only " + second.size() + " samples");
        }
        return new Judgement(growth <= bound, figures);
    }
}
