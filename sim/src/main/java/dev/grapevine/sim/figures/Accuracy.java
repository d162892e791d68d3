package dev.grapevine.sim.figures;

/**
 * Mistakes about members that ran, by their condition when the mistake was made. Immutable.
 *
 * @param slow at members that were paused, starved or had bad links of their own, a longest window of suspicion ago at most
 * @param parted while the cluster was partitioned; these say little, and how they ended is not kept
 */
public record Accuracy(Mistakes healthy, Mistakes slow, Mistakes parted) {}
