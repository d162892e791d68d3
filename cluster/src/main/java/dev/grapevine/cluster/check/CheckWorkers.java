package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for what may block, at most a given number. What finds no thread waits for one.
 *
 * <p>Work that is known to keep its thread must not keep all of them. So checks that ended in time when they last ran
 * may use all threads, new ones seven eighths, and those that were late half of them. Where so many hang for good that
 * their share is used up, others of their kind wait in vain; those that are well go on. Thread-safe.
 */
final class CheckWorkers implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;

    private final int most;
    private final ThreadPoolExecutor threads;
    private final Map<Punctuality, Deque<Runnable>> waiting = new EnumMap<>(Punctuality.class);
    private int busy;
    private boolean closed;

    CheckWorkers(int most, String name) {
        this.most = most;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        for (Punctuality each : Punctuality.values()) {
            waiting.put(each, new ArrayDeque<>());
        }
    }

    /** Of all threads, so many may be busy when work of this kind begins. */
    int share(Punctuality punctuality) {
        return switch (punctuality) {
            case PROMPT -> most;
            case NEW -> Math.max(1, most * 7 / 8);
            case LATE -> Math.max(1, most / 2);
        };
    }

    /**
     * Runs work on a thread, soon or later. Does nothing after the close.
     *
     * @throws OutOfMemoryError if no thread can be made; then the work is not run
     */
    void run(Punctuality punctuality, Runnable work) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (busy >= share(punctuality)) {
                line(punctuality).add(work);
                return;
            }
            busy++;
        }
        try {
            threads.execute(() -> runAll(work));
        } catch (Throwable e) {
            synchronized (this) {
                busy--;
            }
            throw e;
        }
    }

    private Deque<Runnable> line(Punctuality punctuality) {
        Deque<Runnable> line = waiting.get(punctuality);
        if (line == null) {
            throw new IllegalStateException("no line for " + punctuality);
        }
        return line;
    }

    private void runAll(Runnable first) {
        for (Runnable work = first; work != null; work = next()) {
            try {
                work.run();
            } catch (Throwable e) {
                // Work reports its failure itself; if it cannot, its check finds that it does not end.
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Thread.interrupted(); // was meant for the work before
        busy--;
        for (Punctuality each : Punctuality.values()) {
            Runnable work = closed || busy >= share(each) ? null : line(each).poll();
            if (work != null) {
                busy++;
                return work;
            }
        }
        return null;
    }

    /** Removes work that has not begun. */
    synchronized void cancel(Runnable work) {
        waiting.values().forEach(line -> line.remove(work));
    }

    /** Interrupts all work, and begins no other. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.values().forEach(Deque::clear);
        }
        threads.shutdownNow();
    }
}
