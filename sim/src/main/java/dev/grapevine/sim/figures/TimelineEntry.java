package dev.grapevine.sim.figures;

/**
 * An operation that was performed, or several of one kind at one instant. Immutable.
 *
 * @param at nanoseconds since the beginning of the run
 * @param kind the first word of the operation, as {@code crash}
 * @param text the whole operation, or {@code crash 12 members} where there were several
 * @param count how many
 */
public record TimelineEntry(long at, String kind, String text, int count) {}
