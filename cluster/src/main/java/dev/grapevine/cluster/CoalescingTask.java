package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task on a user's executor: once or more after each request, never twice at a time, never in the loop. Requests of one turn of
 * the loop wake the executor once: where hundreds of members are learned at the same moment, waking it for each costs more than telling of them.
 */
final class CoalescingTask {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private final EventLoop loop;
    private final Executor executor;
    private final Runnable task;
    private final Runnable rejected;
    private final AtomicInteger requests = new AtomicInteger();

    /** @param rejected is called when the executor takes no more tasks */
    CoalescingTask(EventLoop loop, Executor executor, Runnable task, Runnable rejected) {
        this.loop = loop;
        this.executor = executor;
        this.task = task;
        this.rejected = rejected;
    }

    void request() {
        if (requests.getAndIncrement() == 0) {
            if (loop.inLoop()) {
                loop.execute(() -> submit(executor));
            } else {
                submit(executor);
            }
        }
    }

    private void submit(Executor to) {
        try {
            to.execute(this::run);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "a listener's executor takes no more tasks; its subscription ends");
            rejected.run();
        }
    }

    private void run() {
        if (loop.inLoop()) {
            // An executor that runs tasks in the caller's thread: a listener here would hold up the protocol.
            ForkJoinPool.commonPool().execute(this::run);
            return;
        }
        int seen;
        do {
            seen = requests.get();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a delivery failed; it goes on with the next", e);
            }
        } while (requests.addAndGet(-seen) != 0);
    }
}
