package dev.grapevine.cluster.check;

import java.time.Duration;

/**
 * Times at equal distances.
 *
 * @param anchorNanos one of them, by the monotonic clock
 */
record Rhythm(Duration interval, long anchorNanos) {

    /** A rhythm that begins between half an interval and a whole one from now. */
    static Rhythm from(long nowNanos, Duration interval, double part) {
        return new Rhythm(interval, nowNanos + (long) (interval.toNanos() * (1 + part) / 2));
    }

    /** How long it is until the next of them: more than zero, at most the interval. */
    Duration untilNext(long nowNanos) {
        return interval.minusNanos(Math.floorMod(nowNanos - anchorNanos, interval.toNanos()));
    }
}
