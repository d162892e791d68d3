package dev.grapevine.core.failure;

/**
 * Notices that this process did not run when it should have: its own timer comes late by the monotonic clock (a long collection, a starved
 * CPU), or the wall clock has gone further than the monotonic one (a suspended machine, on which the latter stands still). What others did
 * meanwhile cannot be held against them.
 */
public final class StallGuard {

    private final long threshold;
    private long lastNow;
    private long lastWallMillis;
    private boolean first = true;
    private long stalls;
    private long stallNanos;

    /** @param threshold how late is a stall; 0: nothing is */
    public StallGuard(long threshold) {
        this.threshold = threshold;
    }

    /**
     * Takes note of a turn of the timers.
     *
     * @param due when it should have come
     * @return for how long this process stalled; 0 if it did not
     */
    public long turn(long due, long now, long wallMillis) {
        long late = Math.max(0, now - due);
        if (!first) {
            long suspended = (wallMillis - lastWallMillis) * 1_000_000 - (now - lastNow);
            if (suspended > threshold) {
                late += suspended;
            }
        }
        first = false;
        lastNow = now;
        lastWallMillis = wallMillis;
        if (threshold == 0 || late <= threshold) {
            return 0;
        }
        stalls++;
        stallNanos += late;
        return late;
    }

    public long stalls() {
        return stalls;
    }

    public long stallNanos() {
        return stallNanos;
    }
}
