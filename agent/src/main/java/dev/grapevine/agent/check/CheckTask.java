package dev.grapevine.agent.check;

/** A check that runs for as long as its instance is registered. Thread-safe. */
interface CheckTask {

    /** Begins to check. */
    void start();

    CheckStatus status();

    /** Ends the check; the result of a run in progress is discarded. */
    void stop();
}
