package dev.grapevine.sim.measure;

/** What slows a member down without stopping it for good. */
public enum Impairment {
    /** Its process or its host is stopped for a while. */
    PAUSE,
    /** It gets too little processor time. */
    STARVATION,
    /** Its links to all others lose or delay packets. */
    LINKS,
    /** Its network interface is down. */
    INTERFACE
}
