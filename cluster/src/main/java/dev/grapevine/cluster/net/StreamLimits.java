package dev.grapevine.cluster.net;

import java.util.concurrent.TimeUnit;

/**
 * How many streams a member serves, how much it holds for them, and how long it waits; all so that a stranger cannot
 * exhaust it.
 */
final class StreamLimits {

    /**
     * Incoming streams served at a time, tethers aside. Each may ask for the whole table, so this bounds work and
     * memory; those beyond it wait in the system's backlog, and are served in turn.
     */
    static final int MAX_SERVED = 64;

    /**
     * Tethers held of others. Each member has about three, spread by hash: a member of a huge cluster stays far below.
     */
    static final int MAX_TETHERS = 1_024;

    /**
     * Written but not yet taken by the system, over all streams: 64 whole states at their limit of 64 KiB, four times.
     */
    static final long MAX_UNSENT = 16L << 20;

    /** From the first packet to the connection; the system's own patience is minutes. */
    static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Whoever connects has something to say at once. */
    static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A stream that is no tether ends, or moves on. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Nothing of what was written was taken for so long. */
    static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** After this side has closed, for the other side to close too. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private StreamLimits() {}
}
