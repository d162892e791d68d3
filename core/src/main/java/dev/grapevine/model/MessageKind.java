package dev.grapevine.model;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of messages between members, by which traffic is counted, and their codes on the wire. {@code
 * docs/wire-protocol.md} in the sources describes each. A code that falls out of use is never assigned again; 0 is
 * never assigned.
 */
public enum MessageKind {
    PING(0x01),
    ACK(0x02),
    GONE(0x03),
    PING_REQUEST(0x04),
    RELAYED_ACK(0x05),
    NACK(0x06),
    EXAMINE(0x07),
    EXAMINED(0x08),
    IDENTIFY(0x09),
    IDENTIFIED(0x0a),
    TETHER_CHECK(0x0b),

    ALIVE(0x10),
    VERDICT(0x11),
    STATE_DELTA(0x12),
    STATE_VERSION(0x13),
    STATE_REQUEST(0x14),

    SYNC_BUCKETS(0x20),
    SYNC_DIGESTS(0x21),
    SYNC_TOO_LARGE(0x22),
    SYNC_REQUEST(0x23),
    SYNC_DONE(0x24),
    PADDING(0x25),

    DISCOVER(0x30),

    HELLO(0x40),
    REFUSED(0x41),
    BUSY(0x42),
    LOOSE(0x43),
    LEAVING(0x44),
    KEEP_ALIVE(0x45),
    TETHER_PROOF(0x46),

    PROVE(0x50),
    KEYRING(0x51),
    WANTED(0x52),
    GIVEN(0x53);

    private static final @Nullable MessageKind[] BY_CODE = new @Nullable MessageKind[256];

    static {
        for (MessageKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;

    MessageKind(int code) {
        this.code = code;
    }

    /** The first byte of a message of this kind, 1 to 255. */
    public int code() {
        return code;
    }

    /** The kind with a code of 0 to 255; null if it is unknown here. */
    public static @Nullable MessageKind byCode(int code) {
        return BY_CODE[code];
    }
}
