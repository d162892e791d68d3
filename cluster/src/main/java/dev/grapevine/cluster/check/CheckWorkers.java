package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for what may block, at most a given number. What finds no thread waits for one.
 *
 * <p>Work that is known to keep its thread must not keep all of them. So checks that ended in time when they last ran
 * may use all threads, new ones seven eighths, and those that were late half of them. Where so many hang for good that
 * their share is used up, others of their kind wait in vain; those that are well go on. Thread-safe.
 */
public final class CheckWorkers implements AutoCloseable {

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int most;
    private final String name;
    private final Set<Thread> threads = new HashSet<>();
    private final Map<Punctuality, Deque<Runnable>> waiting = new EnumMap<>(Punctuality.class);
    /** For threads that are idle. */
    private final Deque<Runnable> handed = new ArrayDeque<>();
    /** Threads that have work, or are handed some. */
    private int busy;

    private int idle;
    private boolean closed;

    /** @param name of the threads */
    public CheckWorkers(int most, String name) {
        this.most = most;
        this.name = name;
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
    public synchronized void run(Punctuality punctuality, Runnable work) {
        if (closed) {
            return;
        }
        if (busy >= share(punctuality)) {
            line(punctuality).add(work);
        } else if (idle > 0) {
            handed.add(work);
            idle--;
            busy++;
            notify();
        } else {
            Thread thread = new Thread(() -> runAll(work), name);
            thread.setDaemon(true);
            threads.add(thread);
            try {
                thread.start();
                busy++;
            } catch (Throwable e) {
                threads.remove(thread);
                throw e;
            }
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

    /** The next work of a thread that has ended its last; null if the thread is to end. */
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
        idle++;
        Runnable work = awaitHanded();
        if (work == null) {
            idle--;
            threads.remove(Thread.currentThread());
        }
        return work;
    }

    private synchronized @Nullable Runnable awaitHanded() {
        long deadline = System.nanoTime() + IDLE_NANOS;
        long left = IDLE_NANOS;
        while (handed.isEmpty() && !closed && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException late) {
                // Was meant for the work before.
            }
            left = deadline - System.nanoTime();
        }
        return handed.poll();
    }

    /** Removes work that has not begun. */
    public synchronized void cancel(Runnable work) {
        waiting.values().forEach(line -> line.remove(work));
    }

    /** Interrupts all work, and begins no other. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.values().forEach(Deque::clear);
        handed.clear();
        threads.forEach(Thread::interrupt);
        notifyAll();
    }
}
