package dev.grapevine.agent.offending;

/** Violates the house rules, to show that they catch violations. */
public final class Offender {
    private Offender() {}

    static int count;
}
