package dev.grapevine.sim.measure;

/** What slows a member down without stopping it. */
public enum Impairment {
    /** Its process, or its whole machine, stands still for a while. */
    PAUSE,
    /** Its processor has too little time for it. */
    STARVATION,
    /** Its links to all lose or hold up packets. */
    LINKS,
    /** Its network interface is down. */
    INTERFACE
}
