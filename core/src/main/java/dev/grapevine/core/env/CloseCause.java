package dev.grapevine.core.env;

/**
 * Why a channel was closed or could not be opened. Only {@link #REFUSED} is evidence that nothing listens at that
 * address.
 */
public enum CloseCause {
    /** The other side closed it in order. */
    END,
    /** The other side, or something on the way, reset it after it was open. */
    RESET,
    /** A connection was refused (ECONNREFUSED), or a datagram was answered by "port unreachable". */
    REFUSED,
    /** It did not open, or did not take what was written, in time. */
    TIMEOUT,
    /** What came in could not be read as frames of this protocol. */
    GARBLED,
    /**
     * A fault of this host: no file descriptors, no free port, no route, interface down. This says nothing about the
     * other side.
     */
    LOCAL
}
