package dev.grapevine.core.failure;

/**
 * How long the view must have been still before it is worth while to act on it: the longer, the more has changed since that was done last. After one join that is next to
 * nothing; in a mass join it is the full time, as more will follow, and in one of hundreds more than that, as those who are done early would take from the others what
 * they need to be done. Where changes never cease, it is not waited for longer than ten times the full time.
 */
final class QuietPeriod {

    /** With so many changes the full time is needed; with fewer, the square of their share of it. */
    static final int MANY = 20;

    /** With more than so many changes, as many times the full time as they are times that. */
    static final int MASS = 128;

    private static final int LEAST = 40;

    private static final int PATIENCE = 10;

    private final long full;
    private int changes;
    private long firstAt;
    private long lastAt;

    /** @param full in nanoseconds */
    QuietPeriod(long full) {
        this.full = full;
    }

    void changed(long now) {
        if (changes == 0) {
            firstAt = now;
        }
        changes++;
        lastAt = now;
    }

    /** What broke is not mended at once, as it may break again: the full time is needed. */
    void broken(long now) {
        changed(now);
        changes = Math.max(changes, MANY);
    }

    /** Nanoseconds without a change that are needed. */
    long needed() {
        if (changes >= MANY) {
            return Math.max(full, full * changes / MASS);
        }
        return Math.max(full / LEAST, full * changes * changes / (MANY * MANY));
    }

    /** The moment when it is reached, if nothing changes any more. */
    long reachedAt() {
        return Math.min(lastAt + needed(), firstAt + full * PATIENCE);
    }

    /** It was reached and used: what changes from now on counts anew. */
    void used() {
        changes = 0;
    }
}
