package dev.grapevine.sim.measure;

/** The real condition of a member, whatever the others believe. */
public enum Condition {
    /** Its process does not run, or is leaving. */
    DOWN,
    /** Its process is stopped until further notice. */
    HUNG,
    /**
     * It is or recently was paused, asleep or starved, or its own links lose or delay packets. A verdict against it is wrong, and
     * hard to avoid.
     */
    SLOW,
    /** It runs, but a partition divides the cluster, so not all others can reach it. */
    PARTITIONED,
    /** Nothing is wrong with it. */
    HEALTHY
}
