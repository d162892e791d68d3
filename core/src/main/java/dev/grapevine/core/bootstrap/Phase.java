package dev.grapevine.core.bootstrap;

/** The ways of finding others; they begin in this order, a moment apart, and run side by side from then on. */
public enum Phase {
    /** Addresses of members of the last run. */
    REMEMBERED,
    /** The configured seeds. */
    SEEDS,
    /** A broadcast on the local segment. */
    BROADCAST,
    /** None of them has helped yet; others may still find this member. */
    ALONE
}
