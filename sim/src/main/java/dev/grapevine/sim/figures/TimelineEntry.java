package dev.grapevine.sim.figures;

/**
 * Something that was done to the cluster, or several of a kind at once. Immutable.
 *
 * @param at nanoseconds since the run's beginning
 * @param kind first word of the operation, as {@code crash}
 * @param text the whole operation, or {@code crash 12 members} where there were several
 * @param count how many
 */
public record TimelineEntry(long at, String kind, String text, int count) {}
