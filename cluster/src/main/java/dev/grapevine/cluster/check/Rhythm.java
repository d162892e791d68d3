package dev.grapevine.cluster.check;

/**
 * Times at equal distances.
 *
 * @param intervalNanos between them
 * @param anchorNanos one of them, by the monotonic clock
 */
record Rhythm(long intervalNanos, long anchorNanos) {

    /** A rhythm with a time that is the given part of an interval from now. */
    static Rhythm from(long nowNanos, long intervalNanos, double part) {
        return new Rhythm(intervalNanos, nowNanos + (long) (intervalNanos * part));
    }

    /** When to run for the second time: the first of the times after the first run. */
    long second(long firstRunNanos) {
        return firstAfter(firstRunNanos + 1);
    }

    /**
     * When to run next: the first of the times that is at least half an interval after the last run. One that was missed
     * is made up for, but not several.
     */
    long next(long lastRunNanos, long nowNanos) {
        long next = firstAfter(lastRunNanos + intervalNanos / 2);
        return nowNanos - next > intervalNanos ? firstAfter(nowNanos) : next;
    }

    /** The first of the times that is not before this one. */
    private long firstAfter(long nanos) {
        long past = Math.floorMod(nanos - anchorNanos, intervalNanos);
        return past == 0 ? nanos : nanos + intervalNanos - past;
    }
}
