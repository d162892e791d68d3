package dev.grapevine.cluster.check;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The daemon threads of one member's checks: one for the timers, which starts with the first check, and one for each
 * run that may block, for as long as it lasts. So a run that blocks delays no other. Thread-safe.
 */
public final class CheckThreads implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;
    private @Nullable HttpRequests http;
    private boolean closed;

    /** @param owner begins the names of the threads */
    public CheckThreads(String owner) {
        timer = new ScheduledThreadPoolExecutor(1, daemons(owner + "-checks"));
        timer.setRemoveOnCancelPolicy(true);
        workers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons(owner + "-check"));
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs a task after a delay, on the thread of the timers, where it must not block. Never after the close.
     *
     * @return cancels it; null after the close
     */
    @Nullable Future<?> after(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closedMeanwhile) {
            return null;
        }
    }

    /** Runs work that may block. Abandoning the run interrupts it. */
    CheckRun call(Callable<CheckOutcome> work) {
        BlockingRun run = new BlockingRun(work);
        workers.execute(run);
        return new CheckRun(run.outcome(), run::abandon);
    }

    /** Made for the first HTTP check, because it brings a thread of its own. */
    synchronized HttpRequests http() {
        if (closed) {
            throw new IllegalStateException("the member has stopped");
        }
        if (http == null) {
            http = new HttpRequests(workers);
        }
        return http;
    }

    /** Ends all threads; work in progress is interrupted. */
    @Override
    public synchronized void close() {
        closed = true;
        timer.shutdownNow();
        if (http != null) {
            http.close();
            http = null;
        }
        workers.shutdownNow();
    }
}
