package dev.grapevine.sim.world;

/**
 * Properties of hosts and network that are the same everywhere in a world. Immutable. Durations are in nanoseconds.
 *
 * @param connectTimeout how long a stream may take to open
 * @param userTimeout how long a stream may wait for an acknowledgement before its end is closed (TCP_USER_TIMEOUT)
 * @param receiveBuffer datagrams that a host buffers for a process that does not read
 * @param lookupDelay how long a name look-up takes
 * @param skewedClocks whether each host's monotonic clock drifts by up to 100 ppm, and its wall clock is off by up to 500 ms
 */
public record WorldOptions(
        long connectTimeout, long userTimeout, int receiveBuffer, long lookupDelay, boolean skewedClocks) {

    /** 3 s, 15 s, 256 datagrams, 2 ms, clocks skewed. */
    public static final WorldOptions DEFAULT = new WorldOptions(3_000_000_000L, 15_000_000_000L, 256, 2_000_000L, true);
}
