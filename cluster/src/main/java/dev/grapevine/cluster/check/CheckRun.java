package dev.grapevine.cluster.check;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One run of a check, in progress or ended. Thread-safe. */
public interface CheckRun {

    /**
     * Completes once the run has ended and soon holds neither thread nor socket; exceptionally if the run itself failed,
     * for example because this process has no descriptors left.
     */
    CompletableFuture<CheckOutcome> outcome();

    /** Asks the run to end soon, because nobody waits for it any more. Does not block; may be called more than once. */
    void abandon();

    /** What to tell people if it has taken too long: what it is still waiting for. */
    String late(Duration timeout);
}
