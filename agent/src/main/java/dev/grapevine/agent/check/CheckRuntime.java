package dev.grapevine.agent.check;

import java.time.Duration;
import java.time.Instant;

/** The time and the threads that checks run on. Thread-safe. */
interface CheckRuntime extends AutoCloseable {

    /** Monotonic nanoseconds. */
    long nanoTime();

    Instant now();

    /** Runs an action after a delay, on a thread where it must not block. Does nothing after the close. */
    void after(Duration delay, Runnable action);

    /** Runs an action that may block. Does nothing after the close. */
    void work(Runnable action);

    /** A random factor around 1, so that checks that were registered together do not run together for ever. */
    double jitter();

    @Override
    void close();
}
