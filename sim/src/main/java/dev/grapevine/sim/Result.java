package dev.grapevine.sim;

import dev.grapevine.sim.figures.Figures;

/**
 * What a run brought. Immutable.
 *
 * @param seed that it was drawn from
 * @param scenario that was played
 * @param figures what was measured
 * @param fingerprint hash over every step and datagram: equal runs have equal fingerprints
 * @param happened how many things happened in the world
 */
public record Result(long seed, Scenario scenario, Figures figures, long fingerprint, long happened) {}
