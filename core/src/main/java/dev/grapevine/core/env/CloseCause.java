package dev.grapevine.core.env;

/** Why a channel is closed, or could not be opened. Only {@link #REFUSED} is evidence that nobody listens there. */
public enum CloseCause {
    /** The other side closed it in order. */
    END,
    /** The other side, or something on the way, reset it after it was open. */
    RESET,
    /** ECONNREFUSED while connecting, or port unreachable for a datagram socket. */
    REFUSED,
    /** It did not open, or did not take what was written, in time. */
    TIMEOUT,
    /** What came in could not be read as frames of this protocol. */
    GARBLED,
    /** This host's own fault: descriptors, ports, no route, interface down. No result at all. */
    LOCAL
}
