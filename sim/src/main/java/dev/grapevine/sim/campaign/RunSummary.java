package dev.grapevine.sim.campaign;

import dev.grapevine.sim.invariant.InvariantViolation;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of one run of a campaign. Immutable.
 *
 * @param violation the guarantee that did not hold or the expectation that was not met, if any
 * @param healthyDeaths verdicts against healthy members
 * @param slowDeaths verdicts against members that were paused, starved or badly connected
 * @param found the value of each quantity that the scenario bounds, in the order of its expectations
 * @param fingerprint hash over every step and datagram
 */
public record RunSummary(
        long seed,
        Optional<InvariantViolation> violation,
        long healthyDeaths,
        long slowDeaths,
        List<Double> found,
        long fingerprint) {
    public RunSummary {
        found = List.copyOf(found);
    }
}
