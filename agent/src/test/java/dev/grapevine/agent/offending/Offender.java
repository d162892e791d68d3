package dev.grapevine.agent.offending;

/** Does what the house rules forbid, so that they are seen to bite. */
public final class Offender {
    private Offender() {}

    static int count;
}
