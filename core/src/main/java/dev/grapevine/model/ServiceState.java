package dev.grapevine.model;

/** What an operator wants of a service instance. Only {@link #UP} is discoverable. */
public enum ServiceState {
    /** In service. */
    UP,
    /** Finishes the work it has and takes no more. */
    DRAINING,
    /** Taken out of service on purpose. */
    MAINTENANCE
}
