package dev.grapevine.model;

/** The result of the checks of a service instance; worst last. */
public enum Health {
    PASSING,
    WARNING,
    CRITICAL
}
