package dev.grapevine.cluster.check;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Work on a thread that it may block, until it ends or is interrupted. */
final class BlockingRun implements Runnable {

    private final Callable<CheckOutcome> work;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private @Nullable Thread thread;
    private boolean abandoned;

    BlockingRun(Callable<CheckOutcome> work) {
        this.work = work;
    }

    /** Completes when the work has ended, not when it is abandoned. */
    CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public void run() {
        try {
            begin();
            CheckOutcome found = work.call();
            end();
            outcome.complete(found);
        } catch (Throwable e) { // told as the outcome
            end();
            outcome.completeExceptionally(e);
        }
    }

    private synchronized void begin() throws InterruptedException {
        if (abandoned) {
            throw new InterruptedException("abandoned before it began");
        }
        thread = Thread.currentThread();
    }

    private synchronized void end() {
        thread = null;
        Thread.interrupted(); // was meant for the work
    }

    synchronized void abandon() {
        abandoned = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
