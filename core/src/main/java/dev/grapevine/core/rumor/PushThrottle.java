package dev.grapevine.core.rumor;

/**
 * When the next push may go. The first goes at once; what comes within the window after it goes together when it ends. While
 * news keeps coming the window doubles, so that a storm is carried by fuller packets instead of more; after two quiet windows it falls back.
 * (Always waiting would cost every hop a window; a fixed window does not survive a mass join.)
 *
 * <p>A push that goes late shows that the processor is short, and each packet costs what all are waiting for: the next window is
 * twice as long as that push was late.
 */
final class PushThrottle {

    /** A window that is stretched because its push was late is at most so many times as long as the longest otherwise. */
    static final int MAX_STRETCH = 16;

    private final long min;
    private final long max;
    private long length;
    private long end;
    private boolean used;

    PushThrottle(long min, long max) {
        this.min = min;
        this.max = max;
        this.length = min;
    }

    boolean open(long now) {
        return !used || now - end >= 0;
    }

    long end() {
        return end;
    }

    long length() {
        return length;
    }

    /**
     * A push went out.
     *
     * @param waited whether for the end of a window
     * @param late how much later than that end it ran
     */
    void pushed(long now, boolean waited, long late) {
        if (!used || now - end > 2 * length) {
            length = min;
        } else if (waited) {
            length = Math.min(max, 2 * length);
        }
        length = Math.max(length, Math.min(MAX_STRETCH * max, 2 * late));
        end = now + length;
        used = true;
    }
}
