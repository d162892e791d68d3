package dev.grapevine.sim.measure;

/** How a member really is, whatever others believe. */
public enum Condition {
    /** Its process does not run, or is on its way out. */
    DOWN,
    /** Its process stands still until further notice. */
    HUNG,
    /**
     * Something befell it that it gets over by itself: it is or was lately paused, asleep or starved, or its own links lose or
     * hold up packets. A verdict against it is wrong, and hard to avoid.
     */
    SLOW,
    /** It runs, and cannot be reached by all, since a partition divides the cluster. */
    PARTED,
    /** Nothing is wrong with it. */
    HEALTHY
}
