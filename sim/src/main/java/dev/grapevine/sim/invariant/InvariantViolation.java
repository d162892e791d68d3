package dev.grapevine.sim.invariant;

import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * A run broke a guarantee. The message says which, where and when, with the seed and all operations, so that the run can be
 * repeated from it.
 */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Invariant invariant;
    private final String detail;
    private final long seed;
    private final long at;
    private final transient Scenario scenario;

    public InvariantViolation(
            Invariant invariant, String detail, long seed, long at, Scenario scenario, @Nullable Throwable cause) {
        super(
                invariant + " violated at " + DurationFormat.formatSeconds(at) + ", seed " + seed + ": " + detail + "\n"
                        + scenario.script().indent(4).stripTrailing(),
                cause);
        this.invariant = invariant;
        this.detail = detail;
        this.seed = seed;
        this.at = at;
        this.scenario = scenario;
    }

    public Invariant invariant() {
        return invariant;
    }

    /** What was found, and where. */
    public String detail() {
        return detail;
    }

    public long seed() {
        return seed;
    }

    /** Nanoseconds since the beginning of the run. */
    public long at() {
        return at;
    }

    /** What was played. Not serialized with the exception. */
    public Scenario scenario() {
        return scenario;
    }
}
