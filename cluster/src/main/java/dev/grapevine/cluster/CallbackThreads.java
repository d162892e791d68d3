package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.net.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads on which one member calls the program: its listeners, its executors, and the dependents of its futures.
 * Such a call may block for ever. So each runs on a thread of its own, and neither the loop nor another call waits for it.
 * A thread is made when none is idle, and ends after some idle seconds.
 *
 * <p>If no thread can be made, nothing is lost: the task is tried again every second, and runs on the next thread that is
 * free. Thread-safe; no method throws, and none blocks while the loop runs.
 */
final class CallbackThreads implements CallbackExecutor {

    private static final Logger LOG = GuardedLogger.ofCluster();

    static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long IDLE_SECONDS = 10;

    /** How long after the end of the member deliveries that fail are still tried again. */
    private static final long LAST_RETRIES_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EventLoop loop;
    private final ThreadPoolExecutor threads;

    /** Tasks for which no thread could be made. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Tasks of {@link #executeLater} for which a timer of the loop runs. */
    private final Queue<Runnable> delayed = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean retryPosted = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile long endedNanos;
    private volatile boolean ended;

    CallbackThreads(EventLoop loop, String member) {
        this(loop, daemons("grapevine-" + member + "-callback-"));
    }

    CallbackThreads(EventLoop loop, ThreadFactory factory) {
        this.loop = loop;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable task) {
        if (!started(task)) {
            waiting.add(task);
            if (ended && loop.ended()) {
                runWaiting();
            } else {
                retryWaiting();
            }
        }
    }

    @Override
    public void executeLater(Runnable task) {
        delayed.add(task);
        try {
            loop.schedule(RETRY_NANOS, () -> {
                if (delayed.remove(task)) {
                    execute(task);
                }
            });
        } catch (RejectedExecutionException e) {
            // The loop has ended, so end() follows, or was called already.
        }
        if (ended) {
            pauseForDelayed();
        }
    }

    /** Waits on threads of its own for what was left to timers of the loop, which are lost when it ends. */
    private void pauseForDelayed() {
        for (Runnable task = delayed.poll(); task != null; task = delayed.poll()) {
            if (System.nanoTime() - endedNanos < LAST_RETRIES_NANOS) {
                Runnable last = task;
                execute(() -> {
                    pause();
                    last.run();
                });
            }
        }
    }

    private static void pause() {
        long until = System.nanoTime() + RETRY_NANOS;
        for (long left = RETRY_NANOS; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            Thread.interrupted();
        }
    }

    /** Starts a task on an idle thread or a new one. */
    boolean started(Runnable task) {
        try {
            threads.execute(() -> runAll(task));
            failing.set(false);
            return true;
        } catch (Throwable e) { // OutOfMemoryError if the system allows no more threads
            if (!failing.getAndSet(true)) {
                LOG.log(Level.WARNING, "cannot make a thread for calls of listeners; trying again every second", e);
            }
            return false;
        }
    }

    private void runAll(Runnable first) {
        for (Runnable task = first; task != null; task = waiting.poll()) {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a call of the program failed", e);
            }
            Thread.interrupted(); // it was meant for that task
        }
    }

    private void retryWaiting() {
        if (!retryPosted.getAndSet(true)) {
            try {
                loop.schedule(RETRY_NANOS, this::startWaiting);
            } catch (RejectedExecutionException e) {
                retryPosted.set(false); // the loop has ended; see end()
            }
        }
    }

    private void startWaiting() {
        retryPosted.set(false);
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            if (!started(task)) {
                waiting.add(task);
                retryWaiting();
                return;
            }
        }
    }

    /** The member has stopped: idle threads end at once. What is still to run is run. */
    void end() {
        endedNanos = System.nanoTime();
        ended = true;
        threads.setKeepAliveTime(0, TimeUnit.SECONDS);
        pauseForDelayed();
        startWaiting();
        if (loop.ended()) {
            runWaiting();
        }
    }

    /** For the time after the loop: no thread can be made, nobody tries again, and nothing depends on this thread. */
    private void runWaiting() {
        runAll(() -> {});
    }
}
