package dev.grapevine.agent.check;

import java.time.Duration;
import java.time.Instant;

/** A check that is being kept up. Thread-safe. */
interface CheckTask {

    CheckStatus status();

    /** Ends it; a run that is under way comes to nothing. */
    void stop();

    /** What tasks need of the world around them. */
    interface Surroundings {
        /** Monotonic nanoseconds. */
        long nanoTime();

        Instant now();

        /** Runs something later on the timer's thread, where it must not block. */
        void after(Duration delay, Runnable action);

        /** Runs something that may block. */
        void work(Runnable action);

        /** A random factor around 1, so that checks that were registered together do not run together for ever. */
        double jitter();

        /** The health of a task is another now. Called without a lock held. */
        void changed();
    }
}
