package dev.grapevine.sim.operation;

/**
 * An operation and its time. Immutable.
 *
 * @param at nanoseconds since the world's beginning
 */
public record TimedOperation(long at, Operation operation) {

    /** As {@code 1.5s crash n2}. */
    @Override
    public String toString() {
        return DurationFormat.formatSeconds(at) + " " + operation;
    }
}
