package dev.grapevine.sim;

/**
 * What a run brought. Immutable but for its trace.
 *
 * @param seed that it was drawn from
 * @param scenario that was played
 * @param trace what happened
 * @param metrics figures made from it
 * @param fingerprint hash over every step and datagram: equal runs have equal fingerprints
 * @param duration virtual nanoseconds until it ended
 * @param happened how many things happened in the world
 */
public record Result(
        long seed, Scenario scenario, Trace trace, Metrics metrics, long fingerprint, long duration, long happened) {}
