package dev.grapevine.core.rumor;

/**
 * When the next push may go. The first goes at once; what comes within the window after it goes together when it ends. While
 * news keeps coming the window doubles, so that a storm is carried by fuller packets instead of more; after two quiet windows it falls back.
 * (Always waiting would cost every hop a window; a fixed window does not survive a mass join.)
 */
final class PushWindow {

    private final long min;
    private final long max;
    private long length;
    private long end;
    private boolean used;

    PushWindow(long min, long max) {
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

    void pushed(long now, boolean waited) {
        if (!used || now - end > 2 * length) {
            length = min;
        } else if (waited) {
            length = Math.min(max, 2 * length);
        }
        end = now + length;
        used = true;
    }
}
