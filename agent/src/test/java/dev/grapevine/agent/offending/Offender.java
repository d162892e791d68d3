package dev.grapevine.agent.offending;

/** Violates the house rules, to show that they catch violations. */
public final class Offender {
    static int count;

    private Offender() {}

    public static Offender itself() {
        return new Offender();
    }
}
