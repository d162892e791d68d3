package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread that runs members. Each {@link Cluster} has one of its own, unless several are told to share one by
 * {@link Cluster.Builder#loop}: worth it in tests, and where one program is many members. Thread-safe.
 */
public final class ClusterLoop implements AutoCloseable {

    private final EventLoop events;
    private final AtomicInteger running = new AtomicInteger();

    private ClusterLoop(EventLoop events) {
        this.events = events;
    }

    /**
     * Starts one.
     *
     * @param threadName of its daemon thread
     * @throws StartException if the system has no descriptors left
     */
    public static ClusterLoop start(String threadName) {
        try {
            return new ClusterLoop(EventLoop.start(threadName));
        } catch (IOException e) {
            throw new StartException(
                    "cannot start an event loop: " + e.getMessage() + "; is the limit of open files reached?", e);
        }
    }

    EventLoop events() {
        return events;
    }

    /**
     * Halts the thread: to all others its members hang, their sockets open, until {@link #resume}. For tests of what a
     * program does when members hang; {@link Cluster#abort} is a crash. Questions to a halted member wait, too; its
     * abort, asked for meanwhile by another thread, is the first thing that happens at the end. Does nothing if the
     * thread is halted already.
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

    /** Lets a halted thread go on. */
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
     * Ends the thread. May be called twice.
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
    }
}
