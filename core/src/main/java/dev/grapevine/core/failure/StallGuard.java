package dev.grapevine.core.failure;

/**
 * Notices that this process did not run when it should have: what others did meanwhile cannot be held against them
 * (PROTOCOL.md, section 2, "Local health").
 *
 * <p>There are two signs. The timers run late by the monotonic clock after a long garbage collection or on a starved
 * CPU. And the wall clock has advanced further than the monotonic one, which stands still while a machine is suspended.
 */
public final class StallGuard {

    private final long thresholdNanos;
    private long lastNow;
    private long lastWallMillis;
    private boolean ranBefore;
    private long stalls;
    private long stallNanos;

    /** @param thresholdNanos a delay longer than this is a stall; 0 if none is */
    public StallGuard(long thresholdNanos) {
        this.thresholdNanos = thresholdNanos;
    }

    /**
     * Takes note that the timers run.
     *
     * @param due when they should have run
     * @return how long this process stalled, in nanoseconds; 0 if it did not
     */
    public long turn(long due, long now, long wallMillis) {
        long late = Math.max(0, now - due);
        if (ranBefore) {
            long suspended = (wallMillis - lastWallMillis) * 1_000_000 - (now - lastNow);
            if (suspended > thresholdNanos) {
                late += suspended;
            }
        }
        ranBefore = true;
        lastNow = now;
        lastWallMillis = wallMillis;
        if (thresholdNanos == 0 || late <= thresholdNanos) {
            return 0;
        }
        stalls++;
        stallNanos += late;
        return late;
    }

    /** How often this process stalled. */
    public long stalls() {
        return stalls;
    }

    /** For how long in total. */
    public long stallNanos() {
        return stallNanos;
    }
}
