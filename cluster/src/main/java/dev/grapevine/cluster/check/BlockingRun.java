package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A run on a thread that it may block. The thread is interrupted when the run is abandoned. */
public abstract class BlockingRun implements CheckRun {

    private final CheckWorkers workers;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private final Runnable work = this::run;
    private @Nullable Thread thread;
    private boolean began;
    private boolean abandoned;

    /** @param workers have the thread */
    protected BlockingRun(CheckWorkers workers) {
        this.workers = workers;
    }

    /** Begins when a thread is free. */
    public final void begin(Punctuality punctuality) {
        workers.run(punctuality, work);
    }

    /** Asks, on the thread of the run. Anything it throws is the end of the run; an interruption comes from {@link #abandon}. */
    protected abstract CheckOutcome ask() throws Exception;

    /** Why a run is late that has not begun. */
    protected abstract String lateBeforeBegin(Duration timeout);

    /** Why a run is late that has begun. */
    protected abstract String lateSinceBegin(Duration timeout);

    private void run() {
        synchronized (this) {
            if (abandoned) {
                return;
            }
            began = true;
            thread = Thread.currentThread();
        }
        @Nullable CheckOutcome found = null;
        @Nullable Throwable failure = null;
        try {
            found = ask();
        } catch (Throwable e) { // memory may have run out
            failure = e;
        }
        synchronized (this) {
            thread = null;
        }
        if (found != null) {
            outcome.complete(found);
        } else if (failure instanceof InterruptedException) {
            outcome.cancel(false);
        } else if (failure != null) {
            outcome.completeExceptionally(failure);
        }
    }

    @Override
    public final CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public final void abandon() {
        boolean never;
        synchronized (this) {
            abandoned = true;
            never = !began;
            if (thread != null) {
                thread.interrupt();
            }
        }
        if (never) {
            workers.cancel(work);
            outcome.cancel(false);
        }
    }

    @Override
    public final String late(Duration timeout) {
        boolean has;
        synchronized (this) {
            has = began;
        }
        return has ? lateSinceBegin(timeout) : lateBeforeBegin(timeout);
    }
}
