package dev.grapevine.model;

/**
 * What a suspicion or verdict rests on. Stronger evidence comes later, and needs less time; {@code
 * docs/failure-detection.md} in the sources tells how each is found.
 */
public enum Evidence {
    /** None: nothing speaks against the member, or it said itself that it leaves. */
    NONE,
    /** Probes stay unanswered: a hang, a lost host, a lost network. */
    SILENT,
    /** A tether closed without a word, and probes stay unanswered: a container that vanished with its network. */
    CLOSED,
    /** A tether closed, and every address refuses: the process is gone, and its host answers. */
    REFUSED,
    /** A process of the same name with another generation answered in its place. */
    GONE,
    /** An operator declared the member dead. Earlier versions gave this verdict; it is still understood. */
    FORGOTTEN
}
