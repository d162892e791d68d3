package dev.grapevine.agent.daemon;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the process for good when its end takes too long, whatever is stuck: the member, HTTP, a disk, the reader of the
 * log. Its thread is made at the start, does nothing else, and takes no lock. Thread-safe.
 */
final class EndLimit {

    private final Thread thread;
    private final Runnable halt;
    private volatile long deadlineNanos;
    private volatile boolean armed;

    /** @param halt ends the process at once */
    EndLimit(Runnable halt) {
        this.halt = halt;
        this.thread = new Thread(this::run, "grapevine-end-limit");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on the process has so long to end. Only the first call counts. */
    void arm(long millis) {
        if (!armed) {
            deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            armed = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            long left = armed ? deadlineNanos - System.nanoTime() : Long.MAX_VALUE;
            if (left <= 0) {
                halt.run();
                return;
            }
            LockSupport.parkNanos(left);
            Thread.interrupted(); // an interrupted thread cannot park
        }
    }
}
