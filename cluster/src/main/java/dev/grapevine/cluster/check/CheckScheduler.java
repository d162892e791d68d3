package dev.grapevine.cluster.check;

import java.time.Instant;

/** The time of the checks, and what is to be done later. Thread-safe. */
public interface CheckScheduler {

    /** One action that can be due again and again. Thread-safe; set and cancelled without using memory. */
    interface Alarm {
        /**
         * Runs the action at a time, on the thread of the scheduler, where it must not block. Replaces the time set
         * before. If the action throws and has not set another time, it runs again a second later.
         *
         * @param dueNanos by {@link CheckScheduler#nanoTime}
         */
        void set(long dueNanos);

        /** Ends the alarm for good. An action that has begun goes on. */
        void close();
    }

    /** Monotonic nanoseconds. */
    long nanoTime();

    /** The time of day. */
    Instant now();

    /** A random number from 0 to 1. */
    double random();

    /** An alarm that is not set. */
    Alarm alarm(Runnable action);
}
