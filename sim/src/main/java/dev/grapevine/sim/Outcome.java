package dev.grapevine.sim;

import java.util.Optional;

/**
 * How a run went. Immutable.
 *
 * @param result what it brought, up to the violation if there was one
 * @param violation the first guarantee that did not hold, or else the first expectation of the scenario that was not met
 */
public record Outcome(Result result, Optional<InvariantViolation> violation) {}
