package dev.grapevine.sim.figures;

/** What there is to tell. */
public enum NewsKind {
    /** A member is new, or back with a new generation. */
    JOIN,
    /** A member is accused. */
    SUSPICION,
    /** A member refuted. */
    REFUTATION,
    /** A member was declared dead. */
    DEATH,
    /** A member left. */
    LEAVE,
    /** A service instance came, went or changed. */
    SERVICE
}
