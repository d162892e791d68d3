package dev.grapevine.core;

import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.seal.Introductions;

/**
 * Tells the other members when this one begins to seal under another salt, or to seal at all. They take what it sends once it has proven that it lives;
 * but only its record, with an introduction, tells them whose it is.
 */
final class SealAnnouncer {

    private final Introductions introductions;
    private final Membership membership;
    private long told;

    SealAnnouncer(Introductions introductions, Membership membership) {
        this.introductions = introductions;
        this.membership = membership;
        this.told = introductions.changes();
    }

    /** Notices changes; called at the end of each input. */
    void flush(long now) {
        if (introductions.changes() != told && membership.announceAgain(now)) {
            told = introductions.changes();
        }
    }
}
