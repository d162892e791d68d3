package dev.grapevine.sim.figures;

import java.util.List;

/**
 * A quantity over the time of a run. Immutable.
 *
 * @param interval nanoseconds from one value to the next
 * @param values one for each interval; the first interval starts at the beginning of the run
 */
public record Series(long interval, List<Double> values) {
    public Series {
        values = List.copyOf(values);
    }

    /** When the interval of a value ends, in nanoseconds since the beginning of the run. */
    public long timeOf(int index) {
        return (index + 1) * interval;
    }
}
