package dev.grapevine.cluster.check;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the checks of one member. All that the rest of the library knows about how checks are run. Thread-safe. */
public interface CheckRunner extends AutoCloseable {

    /** A check of one instance. Thread-safe. */
    interface RunningCheck {
        /** Begins; does nothing after {@link #stop}. */
        void start();

        /** The health, and the output that goes with it; null before it is known. */
        @Nullable CheckOutcome latest();

        /** Ends the check for good; a run in progress is abandoned. May be called more than once. */
        void stop();
    }

    /** A check that is told the health. */
    interface HeartbeatCheck extends RunningCheck {
        /**
         * Takes a heartbeat.
         *
         * @return whether the health has changed, or is known for the first time
         */
        boolean report(CheckOutcome heartbeat);
    }

    /**
     * A check that runs at once, and then again and again.
     *
     * @param changed called when the health has changed, or is known for the first time; by any thread, with no lock
     *     held; must not block
     */
    RunningCheck poll(CheckTarget target, CheckPolicy policy, Runnable changed);

    /**
     * A check that is critical when no heartbeat has come for some time.
     *
     * @param changed called when that happens, as in {@link #poll}; not called for a heartbeat
     */
    HeartbeatCheck expect(Duration ttl, Runnable changed);

    /** Ends all threads and connections of checks. Does not block. */
    @Override
    void close();
}
