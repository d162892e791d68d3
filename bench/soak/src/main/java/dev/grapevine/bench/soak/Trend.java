package dev.grapevine.bench.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How values develop. The slope is the median of the slopes between all pairs of points (Theil and Sen), so that single
 * peaks, as a churn causes them, do not tilt it.
 */
final class Trend {

    /** A value at a time. */
    record Point(double second, double value) {}

    private final List<Point> points;

    Trend(List<Point> points) {
        this.points = List.copyOf(points);
    }

    int size() {
        return points.size();
    }

    /** The points of a span of time, its end excluded. */
    Trend between(double from, double to) {
        return new Trend(points.stream()
                .filter(point -> point.second() >= from && point.second() < to)
                .toList());
    }

    /** NaN if there is no point. */
    double median() {
        return median(points.stream().mapToDouble(Point::value).toArray());
    }

    /** The change of the value in a second; 0 with fewer than two points. */
    double slope() {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            for (int j = i + 1; j < points.size(); j++) {
                double seconds = points.get(j).second() - points.get(i).second();
                if (seconds > 0) {
                    slopes.add((points.get(j).value() - points.get(i).value()) / seconds);
                }
            }
        }
        return slopes.isEmpty()
                ? 0
                : median(slopes.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        if (values.length == 0) {
            return Double.NaN;
        }
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
