package dev.grapevine.sim.operation;

/**
 * An operation, and when it is performed. Immutable.
 *
 * @param at nanoseconds since the beginning of the run
 */
public record TimedOperation(long at, Operation operation) {

    /** As {@code 1.5s crash n2}. */
    @Override
    public String toString() {
        return DurationFormat.formatSeconds(at) + " " + operation;
    }
}
