package dev.grapevine.sim.figures;

/**
 * Mistakes about members that ran, by the condition of the member when the mistake was made. Immutable.
 *
 * @param slow about members that were paused, starved or had bad links of their own, then or within the longest window of a
 *     suspicion before
 * @param partitioned while the cluster was partitioned; these say little, and how they ended is not kept
 */
public record Accuracy(Mistakes healthy, Mistakes slow, Mistakes partitioned) {}
