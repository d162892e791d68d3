package dev.grapevine.core.seal;

/** Allows so many of something in each second. */
final class PerSecond {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final int limit;
    private long began;
    private int used;

    PerSecond(int limit, long now) {
        this.limit = limit;
        this.began = now;
    }

    /** Whether one more is left, without taking it. */
    boolean left(long now) {
        if (now - began >= SECOND_NANOS) {
            began = now;
            used = 0;
        }
        return used < limit;
    }

    /** Takes one, if it is left. */
    boolean take(long now) {
        boolean left = left(now);
        if (left) {
            used++;
        }
        return left;
    }
}
