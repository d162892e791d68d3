package dev.grapevine.model;

/**
 * How much of a member's state others take: constants of the protocol, the same at every reader. A change beyond them is refused as a whole,
 * and not passed on. The settings of an owner can only be lower, so that its own error message comes first.
 */
public final class StateLimits {

    /** Entries of one member: services, tags and metadata. Deletions do not count. */
    public static final int ENTRIES = 8_192;

    /** Bytes of one member's state, keys and values. */
    public static final int BYTES = 2 << 20;

    /** Bytes of one value. */
    public static final int VALUE = 4_096;

    /** Bytes of UTF-8 in a tag of a member or an instance. */
    public static final int TAG = 512;

    /** Checks of an instance that are told one by one. */
    public static final int CHECKS = 8;

    /** Bytes of a key; the longest is that of a tag. */
    public static final int KEY = 2 + TAG;

    private StateLimits() {}
}
