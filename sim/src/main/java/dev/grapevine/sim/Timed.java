package dev.grapevine.sim;

/**
 * An operation and its time. Immutable.
 *
 * @param at nanoseconds since the world's beginning
 */
public record Timed(long at, Operation operation) {

    /** As {@code 1.5s crash n2}. */
    @Override
    public String toString() {
        return DurationFormat.formatSeconds(at) + " " + operation;
    }
}
