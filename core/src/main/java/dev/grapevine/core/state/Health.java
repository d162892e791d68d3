package dev.grapevine.core.state;

/** What the checks of a service instance say, worst last. */
public enum Health {
    PASSING,
    WARNING,
    CRITICAL
}
