package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.net.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which the members of one loop call the program: its listeners, its executors, and the dependents of its
 * futures. Such a call may block for ever, so the loop never waits for one, and no call waits for another for long.
 *
 * <p>One thread runs the tasks as long as each of them is short: to wake a thread for each would cost more than most
 * tasks. If it has not come to the next task after two milliseconds, another thread takes over, and so on. Threads end
 * after some idle seconds.
 *
 * <p>If no thread can be made, nothing is lost: that is tried again every second. Thread-safe; no method blocks or
 * throws, except that a task is not accepted if there is no memory for it.
 */
final class CallbackThreads implements CallbackExecutor {

    private static final Logger LOG = GuardedLogger.ofCluster();

    static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a task may keep others waiting before another thread takes them over. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long IDLE_MILLIS = 10_000;

    /** How long after the end of the loop deliveries that fail are still tried again. */
    private static final long LAST_RETRIES_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EventLoop loop;
    private final ThreadFactory factory;

    /** Tasks of {@link #executeLater} for which a timer of the loop runs. */
    private final Queue<Runnable> delayed = new ConcurrentLinkedQueue<>();

    /** Made in advance: a thread may be wanted because memory has run out. */
    private final Runnable work = this::work;

    private final AtomicBoolean lookPosted = new AtomicBoolean();
    private final AtomicBoolean retryPosted = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile long endedNanos;
    private volatile boolean ended;

    // Guarded by the queue.
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int threads;
    private int idle;

    /** Threads that have been started, and have not yet come to their first task. */
    private int starting;

    /** How many tasks were taken from the queue. */
    private long taken;

    /** {@link #taken} when the queue was last looked at for tasks that wait too long. */
    private long takenBefore;

    /** @param loopThread the name of the loop's thread, with which the names of these begin */
    CallbackThreads(EventLoop loop, String loopThread) {
        this(loop, daemons(loopThread + "-callback-"));
    }

    CallbackThreads(EventLoop loop, ThreadFactory factory) {
        this.loop = loop;
        this.factory = factory;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    // ---- tasks

    @Override
    public void execute(Runnable task) {
        boolean first;
        boolean waits;
        synchronized (queue) {
            queue.add(task);
            first = threads == 0;
            if (first) {
                toStart();
            } else {
                queue.notify();
            }
            waits = tasksWait();
        }
        if (first) {
            startOrRetry();
        }
        if (waits) {
            lookSoon();
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

    /** Waits on a thread of these for what was left to timers of the loop, which are lost when it ends. */
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

    /**
     * Runs a task at once on a thread of its own.
     *
     * @return false if none can be made; then the task does not run
     */
    boolean started(Runnable task) {
        return startThread(() -> run(task)) == null;
    }

    // ---- threads

    /** Whether there are more tasks than threads that are about to take one. With the lock. */
    private boolean tasksWait() {
        return queue.size() > idle + starting;
    }

    /** Counts a thread that {@link #startOrRetry} starts. With the lock. */
    private void toStart() {
        threads++;
        starting++;
    }

    /** Returns false if no thread can be made now. */
    private boolean startOrRetry() {
        Throwable failure = startThread(work);
        if (failure == null) {
            failing.set(false);
            return true;
        }
        synchronized (queue) {
            threads--;
            starting--;
        }
        if (!failing.getAndSet(true)) {
            LOG.log(Level.WARNING, "cannot make a thread for calls of listeners; trying again every second", failure);
        }
        if (ended && loop.ended()) {
            runWhatNobodyRuns();
        } else {
            retry();
        }
        return false;
    }

    /** Returns why no thread could be made; null if one was. */
    private @Nullable Throwable startThread(Runnable work) {
        try {
            factory.newThread(work).start();
            return null;
        } catch (Throwable e) { // OutOfMemoryError if the system allows no more threads
            return e;
        }
    }

    private void work() {
        synchronized (queue) {
            starting--;
        }
        boolean asked = false;
        try {
            for (Runnable task = next(); task != null; task = next()) {
                run(task);
            }
            asked = true;
        } finally {
            if (!asked) {
                replace();
            }
        }
    }

    /** This thread ends by an Error, and another has to take its place. */
    private void replace() {
        synchronized (queue) {
            threads--;
        }
        startForWaiting();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "a call of the program failed", e);
        }
        Thread.interrupted(); // it was meant for that task
    }

    /** Waits for a task; null if this thread is to end. */
    private @Nullable Runnable next() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        synchronized (queue) {
            while (queue.isEmpty()) {
                long leftMillis = ended ? 0 : TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (leftMillis <= 0) {
                    threads--;
                    return null;
                }
                idle++;
                try {
                    queue.wait(leftMillis);
                } catch (InterruptedException e) {
                    // Nobody has a reason to interrupt an idle thread.
                } finally {
                    idle--;
                }
            }
            taken++;
            return queue.poll();
        }
    }

    // ---- tasks that wait for others

    private void lookSoon() {
        if (loop.ended()) {
            look(); // its timers run no more
        } else if (!lookPosted.getAndSet(true)) {
            try {
                loop.schedule(STUCK_NANOS, this::look);
            } catch (RejectedExecutionException e) {
                look();
            } catch (OutOfMemoryError e) {
                lookPosted.set(false); // the next task asks for a look again
            }
        }
    }

    /**
     * Starts another thread if none has taken a task since the last look. After the end of the loop, when nobody looks
     * again, starts as many as there are tasks.
     */
    private void look() {
        lookPosted.set(false);
        boolean waits;
        boolean stuck;
        do {
            synchronized (queue) {
                waits = tasksWait();
                stuck = waits && (taken == takenBefore || loop.ended());
                takenBefore = taken;
                if (stuck) {
                    toStart();
                }
            }
            if (stuck && !startOrRetry()) {
                return;
            }
        } while (stuck && loop.ended());
        if (waits) {
            lookSoon();
        }
    }

    private void retry() {
        if (!retryPosted.getAndSet(true)) {
            try {
                loop.schedule(RETRY_NANOS, this::startForWaiting);
            } catch (RejectedExecutionException e) {
                retryPosted.set(false); // the loop has ended; see end()
            } catch (OutOfMemoryError e) {
                retryPosted.set(false); // the next task tries again
            }
        }
    }

    private void startForWaiting() {
        retryPosted.set(false);
        boolean waits;
        synchronized (queue) {
            if (!tasksWait()) {
                return;
            }
            toStart();
            waits = tasksWait();
        }
        if (startOrRetry() && waits) {
            lookSoon();
        }
    }

    // ---- the end

    /** The loop has no more members: idle threads end at once. What is still to run is run. May be called again. */
    void end() {
        synchronized (queue) {
            endedNanos = System.nanoTime();
            ended = true;
            queue.notifyAll();
        }
        pauseForDelayed();
        startForWaiting();
        look(); // the loop may have ended before it did
        if (loop.ended()) {
            runWhatNobodyRuns();
        }
    }

    /** No thread can be made, and nothing depends on this one any more. */
    private void runWhatNobodyRuns() {
        while (true) {
            Runnable task;
            synchronized (queue) {
                task = threads == 0 ? queue.poll() : null;
            }
            if (task == null) {
                return;
            }
            run(task);
        }
    }
}
