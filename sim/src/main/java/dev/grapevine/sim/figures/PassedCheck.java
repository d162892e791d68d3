package dev.grapevine.sim.figures;

/**
 * A check that passed: all members agreed, and were right. Immutable.
 *
 * @param began when it began, in nanoseconds since the beginning of the run
 * @param took how long it took until they agreed, in nanoseconds
 */
public record PassedCheck(long began, long took) {}
