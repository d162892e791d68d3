package dev.grapevine.agent.daemon;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Ends an agent whose member hangs for good, so that its supervisor starts another. Has a thread of its own. */
final class HangLimit {

    /** Long enough for what may pass: a disk that hangs, a host without memory. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Duration> hungFor;
    private final Runnable end;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param hungFor must not wait
     * @param end called once
     */
    HangLimit(Supplier<Duration> hungFor, Runnable end) {
        this.hungFor = hungFor;
        this.end = end;
        this.thread = new Thread(this::run, "grapevine-hang-limit");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK_NANOS);
            Thread.interrupted(); // an interrupted thread cannot park
            if (!closed && hungFor.get().compareTo(LIMIT) >= 0) {
                end.run();
                return;
            }
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
