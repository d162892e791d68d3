package dev.grapevine.model;

/** How the first search of a member for others ended. */
public enum JoinOutcome {
    /** The member has joined others. */
    JOINED,
    /** No seed is configured and no other member was found: the member is the first of its cluster. */
    FIRST,
    /** Seeds are configured, and none has answered. The member is a cluster of its own until one does. */
    ALONE
}
