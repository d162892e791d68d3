package dev.grapevine.model;

/** The result of the checks of a service instance, the worst last. */
public enum Health {
    /** All is well. */
    PASSING,
    /** Still discoverable, but not picked for requests. */
    WARNING,
    /** Not discoverable. */
    CRITICAL
}
