package dev.grapevine.cluster.check;

import java.time.Duration;

/** What a check asks, and how. Immutable; equal to another that asks the same. */
public sealed interface CheckTarget permits HttpTarget, TcpTarget, ProgramTarget {

    /** Begins a run. Does not block. */
    CheckRun begin(CheckThreads threads);

    /** What to tell people about a run that took too long. */
    String late(Duration timeout);

    /** A duration for people. */
    static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
