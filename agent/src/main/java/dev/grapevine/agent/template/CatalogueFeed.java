package dev.grapevine.agent.template;

import org.jspecify.annotations.Nullable;

/** Holds the latest catalogue for one reader. What comes while the reader is busy replaces what it has not read. Thread-safe. */
public final class CatalogueFeed {

    private @Nullable FollowedCatalogue latest;
    private @Nullable RuntimeException failure;
    private boolean unread;

    /** Replaces the catalogue. An equal catalogue is no change. */
    public synchronized void offer(FollowedCatalogue next) {
        if (!next.equals(latest)) {
            latest = next;
            unread = true;
            notifyAll();
        }
    }

    /** Marks what is known as stale; does nothing if nothing is. */
    public synchronized void away() {
        if (latest != null) {
            offer(latest.asStale());
        }
    }

    /** Has the reader throw this. */
    public synchronized void fail(RuntimeException reason) {
        failure = reason;
        notifyAll();
    }

    /**
     * Waits for a catalogue that has not been returned yet.
     *
     * @param nanos how long at most; zero or less means not at all
     * @return null if there is none within that time
     */
    public synchronized @Nullable FollowedCatalogue next(long nanos) throws InterruptedException {
        long end = System.nanoTime() + Math.max(0, nanos);
        while (!unread) {
            if (failure != null) {
                throw failure;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        unread = false;
        return latest;
    }
}
