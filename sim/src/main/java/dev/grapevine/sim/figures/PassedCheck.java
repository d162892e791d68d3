package dev.grapevine.sim.figures;

/**
 * A check that all members agree and are right, which was passed. Immutable.
 *
 * @param began nanoseconds since the run's beginning
 * @param took how long after that it was, in nanoseconds
 */
public record PassedCheck(long began, long took) {}
