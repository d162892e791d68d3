package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task on a user's executor, at least once after each request, never concurrently and never in the loop.
 * Requests within one turn of the loop submit it once: when a member learns of hundreds of others at the same moment, a
 * submission for each of them would cost more than the delivery of the events.
 */
final class CoalescingTask {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private final EventLoop loop;
    private final Executor executor;
    private final Runnable task;
    private final Runnable rejected;
    private final AtomicInteger requests = new AtomicInteger();

    /** @param rejected called when the executor rejects the task */
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
            LOG.log(Level.WARNING, "the executor of a listener rejects tasks; the subscription ends");
            rejected.run();
        }
    }

    private void run() {
        if (loop.inLoop()) {
            // The executor runs tasks in the caller's thread, where a listener would delay the protocol.
            ForkJoinPool.commonPool().execute(this::run);
            return;
        }
        int seen;
        do {
            seen = requests.get();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a delivery to a listener failed; it continues with the next one", e);
            }
        } while (requests.addAndGet(-seen) != 0);
    }
}
