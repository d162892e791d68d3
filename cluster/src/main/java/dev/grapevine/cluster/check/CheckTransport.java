package dev.grapevine.cluster.check;

/** Makes the runs of checks: the only part of the engine that touches sockets and threads. Thread-safe. */
public interface CheckTransport extends AutoCloseable {

    /** How a check did in its last run: those that keep a thread must not use up the threads of the others. */
    enum Punctuality {
        /** Ended in time. */
        PROMPT,
        /** Has not run yet. */
        NEW,
        /** Did not end in time. */
        LATE
    }

    /** Begins a run. Does not block. */
    CheckRun begin(CheckTarget target, Punctuality punctuality);

    /** Ends all runs, and frees what they hold. Does not block. */
    @Override
    void close();
}
