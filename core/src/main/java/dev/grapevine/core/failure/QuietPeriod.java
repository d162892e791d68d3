package dev.grapevine.core.failure;

/**
 * How long the view must have been unchanged before it is worth while to act on it. The more has changed since that was
 * last done, the longer: next to nothing after one join, the full time in a mass join, since more joins will follow, and
 * more than that in a join of hundreds, since the members that are done early would take from the others the processor
 * time that they need. Where changes never cease, the wait ends after ten times the full time.
 */
final class QuietPeriod {

    /** From this many changes on the full time is needed; with fewer, the square of their share of it. */
    private static final int MANY = 20;

    /** With more changes than this, the time grows in proportion to them. */
    private static final int MASS = 128;

    /** The shortest time is this part of the full time. */
    private static final int SHORTEST_PART = 40;

    /** The longest wait is this many times the full time. */
    private static final int LONGEST_TIMES = 10;

    private final long fullNanos;
    private int changes;
    private long firstAt;
    private long lastAt;

    QuietPeriod(long fullNanos) {
        this.fullNanos = fullNanos;
    }

    void changed(long now) {
        if (changes == 0) {
            firstAt = now;
        }
        changes++;
        lastAt = now;
    }

    /** Something broke and may break again, so the full time is needed. */
    void broken(long now) {
        changed(now);
        changes = Math.max(changes, MANY);
    }

    /** Nanoseconds without a change that are needed. */
    long needed() {
        if (changes >= MANY) {
            return Math.max(fullNanos, fullNanos * changes / MASS);
        }
        return Math.max(fullNanos / SHORTEST_PART, fullNanos * changes * changes / (MANY * MANY));
    }

    /** When it is reached, if nothing changes any more. */
    long reachedAt() {
        return Math.min(lastAt + needed(), firstAt + fullNanos * LONGEST_TIMES);
    }

    /** It was reached and used: changes from now on count anew. */
    void used() {
        changes = 0;
    }
}
