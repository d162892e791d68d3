package dev.grapevine.core.wire;

/**
 * What stops the reading of a message; never leaves this package. It carries no stack trace, since it is made from bytes
 * that anybody may send.
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

    /** The bytes break the rules: what they came in is dropped as a whole. */
    static WireFault malformed(String reason) {
        return new WireFault(reason, false);
    }

    /** A code that a newer version may have given: only this message is stepped over. */
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
