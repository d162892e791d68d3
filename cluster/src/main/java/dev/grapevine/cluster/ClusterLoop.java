package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread that runs members. Each {@link Cluster} has its own, unless several share one by
 * {@link Cluster.Builder#loop}. Sharing is useful in tests, and in programs that run many members. Thread-safe.
 */
public final class ClusterLoop implements AutoCloseable {

    private final EventLoop events;
    private final CallbackThreads callbacks;
    private final boolean shared;
    private final AtomicInteger running = new AtomicInteger();

    private ClusterLoop(EventLoop events, String threadName, boolean shared) {
        this.events = events;
        this.callbacks = new CallbackThreads(events, threadName);
        this.shared = shared;
    }

    /**
     * Starts a loop.
     *
     * @param threadName the name of its daemon thread
     * @throws StartException if the system has no descriptors left
     */
    public static ClusterLoop start(String threadName) {
        return start(Arguments.notNull(threadName, "threadName"), true);
    }

    /** Starts a loop that ends with its only member. */
    static ClusterLoop startOwn(String threadName) {
        return start(threadName, false);
    }

    private static ClusterLoop start(String threadName, boolean shared) {
        try {
            return new ClusterLoop(EventLoop.start(threadName), threadName, shared);
        } catch (IOException e) {
            throw new StartException(
                    "cannot start an event loop: " + e.getMessage() + "; has the limit on open files been reached?", e);
        }
    }

    /** Whether the loop is the program's, and may run several members. */
    boolean shared() {
        return shared;
    }

    EventLoop events() {
        return events;
    }

    /** Runs what the program brings to members of this loop: listeners, calls of executors, dependents of futures. */
    CallbackThreads callbacks() {
        return callbacks;
    }

    /**
     * Halts the thread until {@link #resume}: to all others its members hang, with their sockets open. For tests of
     * hanging members; {@link Cluster#abort} simulates a crash. Queries to a halted member wait too. If another thread
     * aborts a member in the meantime, the abort is the first thing that happens after the resume. Does nothing if the
     * thread is already halted.
     *
     * @throws IllegalStateException if called by the thread itself, or the loop is closed
     */
    public void suspend() {
        try {
            events.suspend();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("this loop is closed", e);
        }
    }

    /** Lets a halted thread continue. */
    public void resume() {
        events.resume();
    }

    void memberStarted() {
        running.incrementAndGet();
    }

    void memberStopped() {
        running.decrementAndGet();
    }

    /**
     * Ends the thread. May be called more than once.
     *
     * @throws IllegalStateException if members still run on it
     */
    @Override
    public void close() {
        int left = running.get();
        if (left > 0) {
            throw new IllegalStateException(left + " member(s) still run on this loop; close them first");
        }
        events.stop();
        callbacks.end();
    }
}
