package dev.grapevine.model;

/** The ways of finding other members, in the order in which a member starts them. */
public enum BootstrapPhase {
    /** Addresses of members of the last run are tried. */
    REMEMBERED,
    /** The configured seeds are looked up and tried. */
    SEEDS,
    /** Members are called by broadcast on the local segment. */
    BROADCAST,
    /** Nothing has helped yet; others may still find this member. */
    ALONE
}
