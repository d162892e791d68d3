package dev.grapevine.sim.figures;

import dev.grapevine.model.Evidence;

/**
 * How long it took to detect members that had stopped, by one kind of evidence. Immutable. Durations are in nanoseconds.
 *
 * @param each from the fault until each survivor knew
 * @param all from the fault until the last survivor knew: one value for each fault that all came to know of, under the
 *     evidence of its first verdict
 */
public record Detection(Evidence evidence, SampleDistribution each, SampleDistribution all) {}
