package dev.grapevine.model;

/** What the checks of a service instance say, worst last. */
public enum Health {
    PASSING,
    WARNING,
    CRITICAL
}
