package dev.grapevine.sim.figures;

import dev.grapevine.model.Evidence;

/**
 * How long it took to find those that had stopped, by one kind of evidence. Immutable. Durations are in nanoseconds.
 *
 * @param each from the fault to each survivor that came to know
 * @param all from the fault to the last survivor, one value a fault that all came to know of, under the evidence of its first
 *     verdict
 */
public record Detection(Evidence evidence, SampleDistribution each, SampleDistribution all) {}
