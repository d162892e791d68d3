package dev.grapevine.sim;

import org.jspecify.annotations.Nullable;

/**
 * A run broke a guarantee. The message says which, where and when, and holds the seed and the whole operation list, so that
 * the run can be repeated from it.
 */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The guarantees that are watched over. */
    public enum Invariant {
        /** Once faults stop, all running members reach the same view. */
        CONVERGENCE,
        /** A member that stopped is live in no running member's view. */
        COMPLETENESS,
        /** No running member is declared dead under mild faults; under any, it comes back. */
        ACCURACY,
        /** What is dead or left becomes alive again only at an incarnation that its owner reached. */
        NO_RESURRECTION,
        /** Only owners write generations, incarnations and LEFT. */
        OWNERSHIP,
        /** What an observer believes never goes back in the order of records. */
        MONOTONY,
        /** The events that a member told of add up to its view. */
        EVENTS,
        /** Every view of the services is the union of what running owners registered. */
        REGISTRY,
        /** Packets, tables and queues stay within their bounds. */
        BOUNDS,
        /** No input makes a peer throw. */
        NO_EXCEPTION,
        /** The figures of the run are as its scenario promises. */
        EXPECTATION
    }

    private final Invariant invariant;
    private final String detail;
    private final long seed;
    private final long at;
    private final transient Scenario scenario;

    InvariantViolation(
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

    /** What was found, where. */
    public String detail() {
        return detail;
    }

    public long seed() {
        return seed;
    }

    /** Nanoseconds since the world's beginning. */
    public long at() {
        return at;
    }

    /** What was run. Not serialized with the exception. */
    public Scenario scenario() {
        return scenario;
    }
}
