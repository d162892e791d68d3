package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

/** Tasks that any thread posts to a loop; those of one thread keep their order. Only the loop's thread runs them. */
final class LoopMailbox {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @throws RejectedExecutionException if the mailbox is closed */
    void post(Runnable task) {
        if (!closed) {
            tasks.add(task);
            // Closed in between: either the last run takes the task, or it is taken back here.
            if (!closed || !tasks.remove(task)) {
                return;
            }
        }
        throw new RejectedExecutionException("the loop has stopped");
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Runs the tasks that are waiting now; those that they post wait for the next call. */
    void runWaiting() {
        for (int waiting = tasks.size(); waiting > 0; waiting--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            LoopFailures.guarded(task);
        }
    }

    /** Accepts no more tasks, and runs everything that was accepted, whatever it throws. */
    void close() {
        closed = true;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "a last task of a loop failed", e);
            }
        }
    }
}
