package dev.grapevine.model;

/**
 * A coherent set of defaults for one kind of network. All members of a cluster should use the same. {@code
 * docs/profiles.md} in the sources says how long things take with each.
 */
public enum Profile {
    /** One machine, or tests: short periods and quick verdicts. */
    LOCAL,
    /** One data centre or cloud region. The default. */
    LAN,
    /** Members far apart: long round trips, and more time for everything. */
    WAN
}
