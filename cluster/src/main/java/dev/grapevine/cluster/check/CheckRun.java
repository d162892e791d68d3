package dev.grapevine.cluster.check;

import java.util.concurrent.CompletableFuture;

/**
 * One run of a check, in progress or ended. Thread-safe.
 *
 * @param outcome completes once the run has really ended and holds neither thread nor socket; exceptionally if the run
 *     itself failed
 * @param abandon asks the run to end soon, because nobody waits for it any more; does not block
 */
public record CheckRun(CompletableFuture<CheckOutcome> outcome, Runnable abandon) {}
