package dev.grapevine.model;

/** Why something that came in was not used. Each reason is counted. */
public enum DropReason {
    /** The checksum is wrong: a damaged packet, or one of another cluster. */
    FENCE,
    /** The bytes are not messages of this protocol. */
    MALFORMED,
    /** Longer than a packet or frame may be. */
    OVERSIZE,
    /** The seal could not be opened. */
    SEAL,
    /** A sealed datagram that was taken before, or may have been. */
    REPLAYED,
    /** A sealed datagram that is more than 60 s old, or whose sender did not prove to live. */
    STALE,
    /** A limit on members, streams, questions or queues was reached, or the budget of an address. */
    LIMIT,
    /**
     * An answer that this process did not ask for, or has had already; or a message that does not belong where it came.
     */
    UNEXPECTED,
    /**
     * A number that no member has: a generation more than a day ahead of every clock in sight, or an incarnation, version, age or period near
     * the end of its range.
     */
    IMPLAUSIBLE,
    /** This process has left the cluster, or has fallen silent. */
    STOPPED,
    /** A packet or a connection of an address that is in none of the networks allowed. */
    NOT_ALLOWED
}
