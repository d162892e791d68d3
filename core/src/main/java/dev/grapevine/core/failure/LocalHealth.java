package dev.grapevine.core.failure;

/**
 * How well this process itself is doing, from 0 (well) to a limit: Lifeguard's local health. A member that stalls, misses the answers of helpers
 * or has to refute is likely slow itself, and gives others more time: at the limit its timeouts are three times as long. It never forbids a verdict.
 *
 * <p>Source: A. Dadgar, J. Phillips, J. Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection", 2018.
 */
public final class LocalHealth {

    private static final double MAX_STRETCH = 3;

    private final int limit;
    private int score;

    public LocalHealth(int limit) {
        this.limit = limit;
    }

    /** Something went wrong here (or, negative, right). */
    public void note(int delta) {
        score = Math.max(0, Math.min(limit, score + delta));
    }

    public int score() {
        return score;
    }

    /** A timeout as this member should use it now. */
    public long stretch(long nanos) {
        return limit == 0 ? nanos : (long) (nanos * (1 + (MAX_STRETCH - 1) * score / limit));
    }
}
