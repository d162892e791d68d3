package dev.grapevine.core.wire;

/**
 * Stops the decoding of a message; never leaves this package. It has no stack trace, since anybody can send bytes that
 * cause it.
 */
final class WireFault extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final boolean unknown;

    private WireFault(String reason, boolean unknown) {
        super(reason, null, false, false);
        this.reason = reason;
        this.unknown = unknown;
    }

    /** The bytes break the rules: the whole packet or frame is rejected. */
    static WireFault malformed(String reason) {
        return new WireFault(reason, false);
    }

    /** A code that a newer version may know: only this message is stepped over. */
    static WireFault unknown(String what) {
        return new WireFault("unknown " + what, true);
    }

    boolean isUnknown() {
        return unknown;
    }

    String reason() {
        return reason;
    }
}
