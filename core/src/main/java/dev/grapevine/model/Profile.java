package dev.grapevine.model;

/** A coherent set of defaults for one kind of network. */
public enum Profile {
    /** One machine, or tests: short periods and quick verdicts. */
    LOCAL,
    /** One data centre or cloud region. The default. */
    LAN,
    /** Members far apart: long round trips, and more time for everything. */
    WAN
}
