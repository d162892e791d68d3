package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Runs a task on a user's executor, at least once after each request, never concurrently and never in the loop. Requests
 * that come while it waits or runs are met by one more run.
 *
 * <p>Nothing is expected of the executor. It is called on a {@linkplain CallbackThreads callback thread}, because it may
 * block, or run the task at once. It may run a task late, twice or out of order. If it throws, the task is submitted again
 * with the next request, or after a second; only an executor that is shut down is given up. Thread-safe.
 */
final class CoalescingTask {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private enum State {
        IDLE,
        SUBMITTED,
        RUNNING
    }

    private final CallbackExecutor callbacks;
    private final Executor executor;
    private final Runnable task;
    private final Runnable givenUp;

    // Guarded by this object.
    private State state = State.IDLE;
    private boolean requested;

    /** Whether a thread is in the executor, which happens once at a time, so that a blocking executor blocks one. */
    private boolean submitting;

    /** Whether the task has begun since the last submission. */
    private boolean begun;

    private boolean failing;
    private boolean retryPending;

    /**
     * @param executor the callback threads themselves, or an executor of the program
     * @param givenUp called when the executor is shut down
     */
    CoalescingTask(CallbackExecutor callbacks, Executor executor, Runnable task, Runnable givenUp) {
        this.callbacks = callbacks;
        this.executor = executor == callbacks ? Runnable::run : executor;
        this.task = task;
        this.givenUp = givenUp;
    }

    void request() {
        synchronized (this) {
            requested = true;
        }
        submitIfIdle();
    }

    private void submitIfIdle() {
        synchronized (this) {
            if (!requested || state != State.IDLE || submitting) {
                return;
            }
            state = State.SUBMITTED;
            submitting = true;
            begun = false;
        }
        try {
            callbacks.execute(this::submit);
        } catch (Throwable e) { // no memory for it: the next request submits
            synchronized (this) {
                state = State.IDLE;
                submitting = false;
            }
            throw e;
        }
    }

    private void submit() {
        if (shutDown()) {
            LOG.log(Level.WARNING, "the executor of a listener is shut down; the subscription ends");
            givenUp.run();
            return;
        }
        Throwable failure = null;
        try {
            executor.execute(this::run);
        } catch (Throwable e) {
            failure = e;
        }
        boolean toLog;
        boolean retry;
        synchronized (this) {
            submitting = false;
            toLog = failure != null && !failing;
            failing = failure != null;
            retry = failure != null && !begun && !retryPending;
            retryPending |= retry;
            if (failure != null && state == State.SUBMITTED) {
                state = State.IDLE;
            }
        }
        if (toLog) {
            LOG.log(Level.WARNING, "the executor of a listener failed; it is tried again every second", failure);
        }
        if (retry) {
            callbacks.executeLater(this::retry);
        } else if (failure == null || begun()) {
            submitIfIdle(); // requests that came in the meantime
        }
    }

    private synchronized boolean begun() {
        return begun;
    }

    private void retry() {
        synchronized (this) {
            retryPending = false;
        }
        submitIfIdle();
    }

    private boolean shutDown() {
        try {
            return executor instanceof ExecutorService service && service.isShutdown();
        } catch (Throwable e) {
            return false;
        }
    }

    private void run() {
        synchronized (this) {
            if (state == State.RUNNING || !requested) {
                return; // run twice, or after another run that did its work
            }
            state = State.RUNNING;
            begun = true;
        }
        while (takeRequest()) {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a delivery to a listener failed; it continues with the next one", e);
            }
        }
    }

    private synchronized boolean takeRequest() {
        if (!requested) {
            state = State.IDLE;
        }
        boolean taken = requested;
        requested = false;
        return taken;
    }
}
