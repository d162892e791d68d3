package dev.grapevine.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.bench.soak.Trend.Point;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static List<Point> line(double start, double slope, int seconds) {
        List<Point> points = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            points.add(new Point(second, start + slope * second));
        }
        return points;
    }

    @Test
    void the_slope_of_a_line_is_its_slope() {
        assertThat(new Trend(line(7, 0.25, 20)).slope()).isEqualTo(0.25);
        assertThat(new Trend(line(7, -0.25, 20)).slope()).isEqualTo(-0.25);
    }

    @Test
    void single_peaks_do_not_tilt_the_slope() {
        List<Point> points = line(10, 0, 20);
        points.set(18, new Point(18, 1_000));
        points.set(19, new Point(19, 1_000));
        assertThat(new Trend(points).slope()).isZero();
    }

    @Test
    void the_median_lies_between_the_two_in_the_middle() {
        assertThat(new Trend(line(0, 1, 4)).median()).isEqualTo(1.5);
        assertThat(new Trend(line(0, 1, 5)).median()).isEqualTo(2);
        assertThat(new Trend(List.of()).median()).isNaN();
    }

    @Test
    void a_span_includes_its_start_and_excludes_its_end() {
        assertThat(new Trend(line(0, 1, 10)).between(2, 5).size()).isEqualTo(3);
    }
}
