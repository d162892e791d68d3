package dev.grapevine.agent.services;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Saves soon after changes that nobody waits for, such as heartbeats, which may arrive many times a second. A save that
 * fails is tried again. It has a thread of its own, which exists only while there is something to save, because a disk
 * may be slow. Thread-safe.
 */
final class DelayedSave implements AutoCloseable {

    /** How long changes are batched. */
    static final Duration DELAY = Duration.ofSeconds(1);

    /** How long it waits after a failure. */
    static final Duration RETRY = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(DelayedSave.class.getName());
    private static final long IDLE_SECONDS = 5;

    private final ScheduledExecutorService timer;
    private final Runnable save;
    private final ThreadPoolExecutor writer;

    /** Guarded by this object, like all fields below. */
    private boolean due;

    private boolean scheduled;
    private boolean warned;

    /**
     * @param timer measures the delay; is not closed here
     * @param save saves everything; throws an exception if it cannot
     */
    DelayedSave(ScheduledExecutorService timer, Runnable save) {
        this.timer = timer;
        this.save = save;
        this.writer =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), action -> {
                    Thread thread = new Thread(action, "grapevine-registrations");
                    thread.setDaemon(true);
                    return thread;
                });
        writer.allowCoreThreadTimeOut(true);
    }

    /** Runs something that may wait for the disk. */
    void execute(Runnable action) {
        writer.execute(action);
    }

    /** There is something to save. */
    synchronized void touch() {
        due = true;
        schedule(DELAY);
    }

    /** Everything has just been saved. */
    synchronized void saved() {
        due = false;
        warned = false;
    }

    private synchronized void schedule(Duration delay) {
        if (!scheduled) {
            try {
                timer.schedule(() -> writer.execute(this::run), delay.toNanos(), TimeUnit.NANOSECONDS);
                scheduled = true;
            } catch (RejectedExecutionException closing) {
                LOG.log(Level.DEBUG, "The latest health of services will be saved when the agent stops");
            }
        }
    }

    private void run() {
        synchronized (this) {
            scheduled = false;
        }
        if (!saveIfDue()) {
            schedule(RETRY);
        }
    }

    /** @return false if it failed */
    private boolean saveIfDue() {
        synchronized (this) {
            if (!due) {
                return true;
            }
        }
        try {
            save.run();
            return true;
        } catch (RuntimeException e) {
            synchronized (this) {
                if (warned) {
                    return false;
                }
                warned = true;
            }
            LOG.log(Level.WARNING, "Cannot save the health of services; trying again: {0}", e.getMessage());
            return false;
        }
    }

    /** Saves what is due. */
    @Override
    public void close() {
        writer.shutdown();
        saveIfDue();
    }
}
