package dev.grapevine.model;

/** What a suspicion or verdict rests on. */
public enum Evidence {
    /** The owner itself said so (leave), or nothing speaks against the member. */
    NONE,
    /** Nothing comes back: a hang, a lost host, a lost network. */
    SILENT,
    /** A tether closed without a word, then silence. */
    CLOSED,
    /** A tether closed and every address refuses: the process is gone, its host answers. */
    REFUSED,
    /** A process of the same name but another generation answered in its place. */
    GONE,
    /** An operator declared it. */
    FORGOTTEN
}
