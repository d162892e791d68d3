package dev.grapevine.model;

/** What an operator wants of a service instance; only {@link #UP} is discoverable. */
public enum ServiceState {
    UP,
    /** Finishing what it has; takes nothing new. */
    DRAINING,
    /** Taken out on purpose. */
    MAINTENANCE
}
