package dev.grapevine.core.config;

/** A coherent set of defaults for a kind of network. */
public enum Profile {
    /** One machine, or a test: short periods, quick verdicts, little patience. */
    LOCAL,
    /** One data centre or cloud region. The default. */
    LAN,
    /** Members far apart: long round trips, more patience. */
    WAN
}
