package dev.grapevine.sim;

import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.scenario.Scenario;
import java.util.Optional;

/**
 * What one run brought. Immutable.
 *
 * @param seed the seed that the run was drawn from
 * @param scenario what was played
 * @param figures what was measured, up to the violation if there was one
 * @param fingerprint hash over every step and datagram: equal runs have equal fingerprints
 * @param occurrences how many things happened in the world
 * @param violation the first guarantee that did not hold, or else the first expectation of the scenario that was not met
 */
public record SimulationResult(
        long seed,
        Scenario scenario,
        Figures figures,
        long fingerprint,
        long occurrences,
        Optional<InvariantViolation> violation) {}
