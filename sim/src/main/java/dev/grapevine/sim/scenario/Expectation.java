package dev.grapevine.sim.scenario;

import dev.grapevine.model.Evidence;
import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.NewsKind;
import dev.grapevine.sim.figures.SampleDistribution;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.ShareFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A bound for one figure of each run of a scenario. Immutable.
 *
 * @param bound in the quantity's unit: nanoseconds for durations, 0 to 1 for shares
 */
public record Expectation(Quantity quantity, double bound) {

    /** How a quantity is written. */
    public enum Unit {
        COUNT,
        DURATION,
        SHARE
    }

    /** The figures that can be bounded. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions capture nothing
    public enum Quantity {
        // spotless:off (a table reads best as one)
        HEALTHY_DEATHS("healthy-deaths", Unit.COUNT, true, figures -> figures.accuracy().healthy().declared(),
                "verdicts against healthy members, counted once for each observer"),
        SLOW_DEATHS("slow-deaths", Unit.COUNT, true, figures -> figures.accuracy().slow().declared(),
                "verdicts against members that were paused, starved or badly connected, and ran"),
        HEALTHY_SUSPICIONS("healthy-suspicions", Unit.COUNT, true, figures -> figures.accuracy().healthy().suspected(),
                "suspicions of healthy members, counted once for each observer"),
        UNNOTICED("unnoticed", Unit.COUNT, true, Quantity::unnoticed,
                "members whose stop was not noticed by some survivor that held them live"),
        REFUSED_WITHIN("refused-within", Unit.DURATION, true, figures -> found(figures, Evidence.REFUSED),
                "from a fault found by REFUSED to the last survivor that knew"),
        CLOSED_WITHIN("closed-within", Unit.DURATION, true, figures -> found(figures, Evidence.CLOSED),
                "from a fault found by CLOSED to the last survivor that knew"),
        SILENT_WITHIN("silent-within", Unit.DURATION, true, figures -> found(figures, Evidence.SILENT),
                "from a fault found by SILENT to the last survivor that knew"),
        KNOWN_WITHIN("known-within", Unit.DURATION, true, Quantity::known,
                "from a fault to the last survivor that knew, by whatever evidence"),
        JOIN_WITHIN("join-within", Unit.DURATION, true, figures -> told(figures, NewsKind.JOIN),
                "from the first that knew of a joiner to the last"),
        LEAVE_WITHIN("leave-within", Unit.DURATION, true, figures -> told(figures, NewsKind.LEAVE),
                "from a member's leave to the last that knew"),
        SERVICE_WITHIN("service-within", Unit.DURATION, true, figures -> told(figures, NewsKind.SERVICE),
                "from a change of a service to the last that knew"),
        BYTES("bytes", Unit.COUNT, true, figures -> figures.load().bytesPerMemberSecond(),
                "bytes that a member sent in a second, headers included, over the whole run"),
        AGREEMENT("agreement", Unit.SHARE, false, Quantity::agreement,
                "share of the running members that hold the commonest view at the end");
        // spotless:on

        private final String key;
        private final Unit unit;
        private final boolean atMost;
        private final ToDoubleFunction<Figures> value;
        private final String meaning;

        Quantity(String key, Unit unit, boolean atMost, ToDoubleFunction<Figures> value, String meaning) {
            this.key = key;
            this.unit = unit;
            this.atMost = atMost;
            this.value = value;
            this.meaning = meaning;
        }

        /** Its name below {@code expect}. */
        public String key() {
            return key;
        }

        public Unit unit() {
            return unit;
        }

        /** Whether the bound is an upper bound. */
        public boolean atMost() {
            return atMost;
        }

        /** What it is, for people. */
        public String meaning() {
            return meaning;
        }

        /** Its value in one run, in its unit. */
        public double of(Figures figures) {
            return value.applyAsDouble(figures);
        }

        /**
         * Reads a bound.
         *
         * @throws IllegalArgumentException if it is none
         */
        public double parse(String text) {
            return switch (unit) {
                case COUNT -> {
                    if (!text.matches("\\d{1,12}")) {
                        throw new IllegalArgumentException("expected a number from 0 upwards");
                    }
                    yield Long.parseLong(text);
                }
                case DURATION -> DurationFormat.parse(text);
                case SHARE -> ShareFormat.parse(text);
            };
        }

        /** The text that people write. */
        public String show(double amount) {
            return switch (unit) {
                case COUNT ->
                    amount == Math.rint(amount)
                            ? String.valueOf((long) amount)
                            : String.format(Locale.ROOT, "%.1f", amount);
                case DURATION -> DurationFormat.format((long) amount);
                case SHARE -> ShareFormat.format(amount);
            };
        }

        /** The same, in three digits. */
        public String showRounded(double amount) {
            double digits = unit == Unit.DURATION && amount > 0
                    ? Math.pow(10, Math.floor(Math.log10(amount)) - 2)
                    : unit == Unit.SHARE ? 0.001 : 0.1;
            return show(unit == Unit.COUNT ? amount : Math.floor(amount / digits + 0.5) * digits);
        }

        private static double unnoticed(Figures figures) {
            return figures.faults().stream()
                    .filter(fault -> fault.all() == null)
                    .count();
        }

        private static double known(Figures figures) {
            return figures.detections().stream()
                    .mapToDouble(detection -> detection.all().max())
                    .max()
                    .orElse(0);
        }

        private static double found(Figures figures, Evidence evidence) {
            return figures.detection(evidence).all().max();
        }

        private static double told(Figures figures, NewsKind news) {
            return figures.dissemination().stream()
                    .filter(dissemination -> dissemination.kind() == news)
                    .map(Dissemination::all)
                    .mapToDouble(SampleDistribution::max)
                    .max()
                    .orElse(0);
        }

        private static double agreement(Figures figures) {
            List<Double> values = figures.agreement().values();
            return values.isEmpty() ? 1 : values.get(values.size() - 1);
        }
    }

    /** Whether a run met it. */
    public boolean holds(Figures figures) {
        double found = quantity.of(figures);
        return quantity.atMost() ? found <= bound : found >= bound;
    }

    /** What was found in a run that did not meet it. */
    public String complaint(Figures figures) {
        return "expected " + this + ", found " + quantity.showRounded(quantity.of(figures)) + " (" + quantity.meaning()
                + ")";
    }

    /** As {@code healthy-deaths 0} or {@code agreement 100%}, with what it bounds. */
    @Override
    public String toString() {
        return quantity.key() + (quantity.atMost() ? " of at most " : " of at least ") + quantity.show(bound);
    }
}
