package dev.grapevine.model;

/**
 * What is believed of a member. Within one generation and incarnation a later constant
 * overrides an earlier one.
 */
public enum Status {
    /** Nothing is held against the member: it is new, or has refuted the last accusation. */
    ALIVE,
    /** The member is accused, and the window of the suspicion runs. Only its own refutation clears it. */
    SUSPECT,
    /** The window ended without a refutation, or the evidence needed no window. The member comes back by refuting. */
    DEAD,
    /** The member said that it leaves; nobody else may say so. This ends its generation. */
    LEFT;

    /**
     * Whether a member of this status counts as being there: it is probed, it is told news, and its services are
     * discoverable.
     */
    public boolean live() {
        return this == ALIVE || this == SUSPECT;
    }
}
