package dev.grapevine.cluster.check;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A check of one instance, in progress. Thread-safe. */
interface RunningCheck {

    CheckDefinition definition();

    /** Begins; does nothing after {@link #stop}. */
    void start();

    /** The health, and the output that goes with it: never that of a run which has not decided. Null before it is known. */
    @Nullable CheckOutcome verdict();

    /** When it ran last, or was told the health. */
    Optional<Instant> at();

    /** Since when it has been critical, by the clock of the scheduler: from its begin at most; empty if it is not. */
    OptionalLong criticalSinceNanos();

    /** Why the latest run had no result, for want of something that this process lacks; null if it had one. */
    @Nullable String missing();

    /** Ends the check for good; a run in progress is abandoned. May be called more than once. */
    void stop();
}
