package dev.grapevine.cluster.net;

import java.util.concurrent.TimeUnit;

/**
 * How many streams a member serves, how much it buffers for them, and how long it waits, so that a stranger cannot
 * exhaust its resources.
 */
final class StreamLimits {

    /**
     * Incoming streams served at a time, not counting tethers. Each may ask for the whole view, so this bounds work and
     * memory. Further connections wait in the system's backlog and are served in turn.
     */
    static final int MAX_SERVED = 64;

    /**
     * Incoming streams whose first message is still to come. They cost little, so that many that say nothing do not keep
     * out one that does.
     */
    static final int MAX_UNHEARD = 256;

    /** While all places are taken, one that is idle for longer gives way. */
    static final long GIVE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * Tethers held for others. Each member has about three, spread by hash, so even a huge cluster stays far below
     * this.
     */
    static final int MAX_TETHERS = 1_024;

    /**
     * Bytes written but not yet accepted by the system, over all streams: four times 64 states at their limit of 64
     * KiB.
     */
    static final long MAX_UNSENT = 16L << 20;

    /** From the first packet to the established connection; the system's own limit is minutes. */
    static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** From the connection to the first whole message of an incoming stream: a member that connects sends at once. */
    static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Without progress on a stream that is not a tether. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** While the system accepts nothing of what was written. */
    static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** After this side closed, until the other side closes too. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private StreamLimits() {}
}
