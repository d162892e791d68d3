package dev.grapevine.sim.figures;

/** Kinds of news that members tell each other. */
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
