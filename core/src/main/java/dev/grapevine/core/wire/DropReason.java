package dev.grapevine.core.wire;

/** Why something that came in was dropped; each is counted. */
public enum DropReason {
    /** The checksum does not fit: damaged, or another cluster's. */
    FENCE,
    /** Not readable as messages. */
    MALFORMED,
    /** Longer than any packet may be. */
    OVERSIZE,
    /** Could not be unsealed. */
    SEAL,
    /** A limit on members, streams or queues is reached. */
    LIMIT,
    /** An answer to no question of ours. */
    UNEXPECTED,
    /** This peer has left or fallen silent. */
    STOPPED
}
