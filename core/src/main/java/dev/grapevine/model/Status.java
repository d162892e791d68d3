package dev.grapevine.model;

/**
 * What is believed of a member, ordered by strength: within one generation and incarnation a later constant overrides an
 * earlier one.
 */
public enum Status {
    /** It answers, or has refuted every accusation so far. */
    ALIVE,
    /** Somebody accuses it and the window is running; only its own refutation clears it. */
    SUSPECT,
    /** Its window ran out, or the evidence needed no window. */
    DEAD,
    /** It said so itself, and nobody else may. */
    LEFT;

    /** Whether a member of this status still counts: it is probed, gossiped to, and its services are discoverable. */
    public boolean live() {
        return this == ALIVE || this == SUSPECT;
    }
}
