package dev.grapevine.agent.check;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs checks on a few daemon threads, which exist only while there is something to check. */
final class ThreadedCheckRuntime implements CheckRuntime {

    /** Checks mostly wait for others; more threads would only load the host. */
    private static final int WORKERS = 4;

    private static final long IDLE_SECONDS = 30;

    private static final Logger LOG = System.getLogger(ThreadedCheckRuntime.class.getName());

    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final ThreadPoolExecutor workers;

    /** @param timer measures delays; is not closed here */
    ThreadedCheckRuntime(ScheduledExecutorService timer, Clock clock) {
        this.timer = timer;
        this.clock = clock;
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), action -> {
                    Thread thread = new Thread(action, "grapevine-check");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void after(Duration delay, Runnable action) {
        unlessClosed(() -> timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void work(Runnable action) {
        unlessClosed(() -> workers.execute(action));
    }

    private static void unlessClosed(Runnable submit) {
        try {
            submit.run();
        } catch (RejectedExecutionException closed) {
            LOG.log(Level.DEBUG, "A check ended with its agent");
        }
    }

    @Override
    public double jitter() {
        return ThreadLocalRandom.current().nextDouble(0.9, 1.1);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
