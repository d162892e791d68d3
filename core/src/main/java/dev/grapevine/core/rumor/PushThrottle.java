package dev.grapevine.core.rumor;

/**
 * Spaces pushes. The first push goes at once and opens a window; news that comes within the window goes together when it
 * ends. While news keeps coming the window doubles, so that a storm travels in fuller packets instead of more packets; after
 * two quiet windows it falls back.
 *
 * <p>Why not always wait: each hop would cost a window. Why not a fixed window: it does not survive a mass join.
 *
 * <p>A push that is late shows that the processor is short, and every packet costs time that all are waiting for. So the
 * next window is twice as long as that push was late.
 */
final class PushThrottle {

    /** A window that is stretched because its push was late is at most this many times the longest other one. */
    static final int MAX_STRETCH = 16;

    private final long minNanos;
    private final long maxNanos;
    private long length;
    private long end;
    private boolean used;

    PushThrottle(long minNanos, long maxNanos) {
        this.minNanos = minNanos;
        this.maxNanos = maxNanos;
        this.length = minNanos;
    }

    /** Whether a push may go now. */
    boolean open(long now) {
        return !used || now - end >= 0;
    }

    /** When the present window ends. */
    long end() {
        return end;
    }

    /** Length of the present window in nanoseconds. */
    long length() {
        return length;
    }

    /**
     * A push went out, and opens a window.
     *
     * @param waited whether it waited for the end of the last window
     * @param lateNanos how much later than that end it went
     */
    void pushed(long now, boolean waited, long lateNanos) {
        if (!used || now - end > 2 * length) {
            length = minNanos;
        } else if (waited) {
            length = Math.min(maxNanos, 2 * length);
        }
        length = Math.max(length, Math.min(MAX_STRETCH * maxNanos, 2 * lateNanos));
        end = now + length;
        used = true;
    }
}
