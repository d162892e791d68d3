package dev.grapevine.bench.soak;

import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.bench.soak.Timeline.Mark;
import dev.grapevine.bench.soak.Trend.Point;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * Draws the samples as an SVG picture: one diagram for each measure, one line for each steady agent and thin ones for the
 * others, over the marks of what was done to members.
 */
final class Plot {

    private static final int WIDTH = 1_300;
    private static final int LEFT = 80;
    private static final int RIGHT = 170;
    private static final int HEIGHT = 190;
    private static final int GAP = 50;
    private static final int TOP = 84;
    private static final int TICKS = 4;

    private static final List<String> COLORS = List.of("#0b5394", "#b45f06", "#38761d", "#a61c6b");

    private final List<Mark> marks;
    private final List<List<Sample>> places;
    private final double seconds;
    private final Formatter svg = new Formatter(Locale.ROOT);

    /**
     * @param places the samples of each place, those of the steady agents first
     * @param seconds the width
     */
    Plot(List<Mark> marks, List<List<Sample>> places, double seconds) {
        this.marks = marks;
        this.places = places;
        this.seconds = seconds;
    }

    String draw(String title) {
        int height = TOP + Measure.values().length * (HEIGHT + GAP);
        svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH, height);
        svg.format("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        text(LEFT, 24, "start", "#000", 16, title);
        legend();
        int top = TOP;
        for (Measure measure : Measure.values()) {
            diagram(measure, top);
            top += HEIGHT + GAP;
        }
        svg.format("</svg>%n");
        return svg.toString();
    }

    private void legend() {
        double x = LEFT;
        for (Deed deed : Deed.values()) {
            svg.format(
                    "<rect x=\"%.0f\" y=\"38\" width=\"12\" height=\"12\" fill=\"%s\" fill-opacity=\"0.6\"/>%n",
                    x, deed.color());
            text(x + 17, 48, "start", "#333", 12, deed.name().toLowerCase(Locale.ROOT));
            x += 90;
        }
    }

    private void diagram(Measure measure, int top) {
        double max = 0;
        for (List<Sample> samples : places) {
            for (Sample sample : samples) {
                max = Math.max(max, sample.values().getOrDefault(measure, 0.0));
            }
        }
        double step = step(max / TICKS);
        double most = Math.max(step, Math.ceil(max / step) * step);
        for (Mark mark : marks) {
            double from = x(mark.second());
            double width = Math.max(1, x(mark.end()) - from);
            svg.format(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.35\"/>%n",
                    from, top, width, HEIGHT, mark.deed().color());
        }
        for (double value = 0; value <= most + step / 2; value += step) {
            double y = top + HEIGHT * (1 - value / most);
            svg.format(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", LEFT, y, WIDTH - RIGHT, y);
            text(
                    LEFT - 8,
                    y + 4,
                    "end",
                    "#333",
                    12,
                    value == Math.rint(value)
                            ? String.format(Locale.ROOT, "%.0f", value)
                            : String.format(Locale.ROOT, "%.1f", value));
        }
        double minutes = step(seconds / 60 / 10);
        for (double minute = 0; minute * 60 <= seconds; minute += minutes) {
            text(
                    x(minute * 60),
                    top + HEIGHT + 16,
                    "middle",
                    "#333",
                    12,
                    String.format(Locale.ROOT, minutes < 1 ? "%.1f min" : "%.0f min", minute));
        }
        String unit = measure.unit().isEmpty() ? "" : ", " + measure.unit();
        text(LEFT, top - 7, "start", "#000", 13, measure.title() + unit);
        for (int place = places.size() - 1; place >= 0; place--) {
            lines(measure, place, top, most);
        }
    }

    private void lines(Measure measure, int place, int top, double most) {
        boolean steady = place < SoakCluster.STEADY;
        String color = steady ? COLORS.get(place % COLORS.size()) : "#777777";
        StringBuilder path = new StringBuilder();
        String member = "";
        double lastY = 0;
        for (Sample sample : places.get(place)) {
            Double value = sample.values().get(measure);
            if (value != null) {
                Point point = new Point(x(sample.second()), top + HEIGHT * (1 - value / most));
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f ",
                        sample.member().equals(member) ? "L" : "M",
                        point.second(),
                        point.value()));
                member = sample.member();
                lastY = point.value();
            }
        }
        svg.format(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>%n",
                path, color, steady ? "1.8" : "0.6");
        if (steady && !member.isEmpty()) {
            svg.format(
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>%n",
                    WIDTH - RIGHT + 12, top + 8 + 18 * place, WIDTH - RIGHT + 30, top + 8 + 18 * place, color);
            text(WIDTH - RIGHT + 36, top + 12 + 18 * place, "start", "#333", 12, member + " (steady)");
            svg.format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>%n", x(seconds), lastY, color);
        } else if (place == SoakCluster.STEADY) {
            svg.format(
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"1\"/>%n",
                    WIDTH - RIGHT + 12, top + 8 + 18 * place, WIDTH - RIGHT + 30, top + 8 + 18 * place, color);
            text(WIDTH - RIGHT + 36, top + 12 + 18 * place, "start", "#333", 12, "the others");
        }
    }

    private double x(double second) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, second / seconds);
    }

    /** 1, 2 or 5 times a power of ten, at least the given value. */
    private static double step(double atLeast) {
        if (atLeast <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= atLeast) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private void text(double x, double y, String anchor, String color, int size, String text) {
        svg.format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" font-size=\"%d\">%s</text>%n",
                x, y, anchor, color, size, text.replace("&", "&amp;").replace("<", "&lt;"));
    }
}
