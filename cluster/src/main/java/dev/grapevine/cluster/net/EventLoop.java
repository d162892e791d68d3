package dev.grapevine.cluster.net;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread with one selector. What the loop drives needs no locks.
 *
 * <p>A turn has three steps: wait for sockets, tasks or the next deadline; serve the sockets and run the posted tasks;
 * then tick everything whose deadline has passed. The order matters. After a stall (garbage collection, a starved
 * machine) the answers that a member is waiting for are still in the socket buffers, and must be read before a timer
 * concludes that they never came. So the loop serves the sockets until they are empty, a bounded amount in each round
 * for fairness.
 *
 * <p>What fails in a turn is logged, and the loop continues. Only where that makes no sense does it end by itself:
 * memory has run out, so that anything may be half done, or its selector no longer works. However its thread ends, all
 * that was posted is answered or rejected, the channels are closed, and the {@linkplain LoopResident residents} are told.
 */
public final class EventLoop {

    /** The longest single wait, so that arithmetic on far deadlines cannot overflow. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** How long a failing channel is left alone. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A selector that fails this often in a row will not recover. */
    private static final int MAX_FAILED_TURNS = 200;

    private static final long FAILED_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Selector selector;
    private final Thread thread;
    private final LoopMailbox mailbox = new LoopMailbox();
    private final LoopSockets sockets;
    private final LoopSuspension suspension = new LoopSuspension(mailbox);
    private final LoopEnd end;
    private final LoopWatchdog watchdog;
    private volatile boolean stopping;
    private volatile boolean ended;

    /** Written by the loop's thread only, read by the watchdog. */
    private volatile long turn;

    // Used by the loop's thread only.
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final LoopTimers timers = new LoopTimers();
    private long turns;
    private int failedTurns;

    private EventLoop(String name, Selector selector) {
        this.selector = selector;
        this.sockets = new LoopSockets(selector, mailbox);
        this.end = new LoopEnd(mailbox, selector);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        this.watchdog = new LoopWatchdog(name + "-watchdog", new Progress());
    }

    private final class Progress implements LoopWatchdog.Watched {
        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        public long turn() {
            return turn;
        }

        @Override
        public boolean resting() {
            return sockets.waiting() || suspension.active();
        }

        @Override
        public void hangs(Duration since) {
            end.hangs(since);
        }
    }

    /** @throws IOException if the system has no descriptors left for a selector */
    public static EventLoop start(String threadName) throws IOException {
        return start(threadName, Selector.open());
    }

    static EventLoop start(String threadName, Selector selector) {
        try {
            EventLoop loop = new EventLoop(threadName, selector);
            loop.thread.start();
            startWatchdog(loop);
            return loop;
        } catch (Throwable e) { // above all, no thread can be made
            LoopFailures.closeQuietly(selector);
            throw e;
        }
    }

    private static void startWatchdog(EventLoop loop) {
        try {
            loop.watchdog.start();
        } catch (Throwable e) {
            loop.stop();
            throw e;
        }
    }

    /** Whether the caller is the loop's own thread. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /**
     * Posts a task. Tasks of one thread run in the order in which they were posted. A task posted from within the loop
     * runs later in the same turn or in the next one.
     *
     * @throws RejectedExecutionException if the loop has stopped
     */
    public void execute(Runnable task) {
        mailbox.post(task);
        if (!inLoop()) {
            sockets.wakeUp();
        }
    }

    /**
     * Runs a question in the loop and waits for the answer; within the loop, runs it at once. An exception of the
     * question is thrown to the caller.
     *
     * @throws RejectedExecutionException if the loop has stopped
     */
    public <T extends @Nullable Object> T call(Supplier<T> question) {
        if (inLoop()) {
            return question.get();
        }
        LoopQuestion<T> task = new LoopQuestion<>(question);
        execute(task);
        return task.answer(thread);
    }

    /**
     * Waits, on another thread, for a future that a task of this loop completes. An exception of it is thrown to the
     * caller.
     *
     * @throws RejectedExecutionException if the loop has ended without completing it
     */
    public <T extends @Nullable Object> T result(Future<T> future) {
        return Uninterruptibly.get(future, thread);
    }

    /**
     * Runs a task in the loop after a delay. It cannot be cancelled: a task that is no longer wanted must notice that.
     */
    public void schedule(long delayNanos, Runnable task) {
        long due = System.nanoTime() + delayNanos;
        if (inLoop()) {
            timers.add(due, task);
        } else {
            execute(() -> timers.add(due, task));
        }
    }

    /**
     * Halts the thread between two tasks until {@link #resume}; it has halted when this method returns. Tasks posted in
     * the meantime run before sockets are served again. If the thread is already halted, nothing changes.
     *
     * @throws RejectedExecutionException if the loop has stopped
     * @throws IllegalStateException if called in the loop
     */
    public void suspend() {
        if (inLoop()) {
            throw new IllegalStateException("a loop cannot suspend itself");
        }
        suspension.begin(this, thread);
    }

    /** Lets a suspended thread continue. */
    public void resume() {
        suspension.end();
    }

    /**
     * Stops after the tasks that were posted before, resuming a halted thread, and closes all registered channels.
     * Waits for the thread to end.
     */
    public void stop() {
        stopping = true;
        resume();
        selector.wakeup();
        if (inLoop()) {
            return;
        }
        Uninterruptibly.join(thread);
    }

    /**
     * How long the thread has not come round, in seconds of the watchdog; 0 if it does, and within the first
     * {@value LoopWatchdog#HUNG_TICKS}.
     */
    public int hungSeconds() {
        return watchdog.hungTicks();
    }

    /** Whether the loop has been told to stop. */
    boolean stopping() {
        return stopping;
    }

    /** Whether the thread runs no more turns; it may still run its last tasks. */
    public boolean ended() {
        return ended;
    }

    // ---- called in the loop

    /** Tells a resident when the loop has ended. To be called in the loop. */
    public void addResident(LoopResident added) {
        end.addResident(added);
    }

    /** May be called by any thread. */
    public void removeResident(LoopResident removed) {
        end.removeResident(removed);
    }

    /**
     * Ticks an object from now on.
     *
     * @return the object's deadline, to be told when it moves forward outside its own tick
     */
    public Deadline add(Tickable added) {
        return deadlines.add(added);
    }

    public void remove(Tickable removed) {
        deadlines.remove(removed);
    }

    SelectionKey register(SelectableChannel channel, int operations, SelectionHandler attachment) throws IOException {
        return sockets.register(channel, operations, attachment);
    }

    /** Ignores a channel for a moment, because it would fail again at once and keep the thread busy. */
    void rest(SelectionKey key) {
        int operations = key.interestOps();
        key.interestOps(0);
        schedule(REST_NANOS, () -> {
            if (key.isValid()) {
                key.interestOps(operations);
            }
        });
    }

    // ---- the turn

    private void run() {
        Throwable cause = null;
        try {
            while (!stopping) {
                guardedTurn();
            }
        } catch (Throwable e) {
            cause = e;
        }
        stopping = true;
        ended = true;
        end.take(cause);
        watchdog.wake();
    }

    /** Throws what ends the loop. */
    private void guardedTurn() throws IOException {
        try {
            turn();
            failedTurns = 0;
        } catch (IOException | RuntimeException | Error e) {
            LoopFailures.rethrowFatal(e);
            if (++failedTurns == MAX_FAILED_TURNS || !selector.isOpen()) {
                throw e;
            }
            if (failedTurns == 1) {
                LoopFailures.log("in the event loop; it continues", e);
            } else {
                LockSupport.parkNanos(FAILED_TURN_NANOS); // a selector that keeps failing must not occupy a processor
            }
        }
    }

    private void turn() throws IOException {
        turn = ++turns;
        sockets.select(waitNanos(System.nanoTime()));
        sockets.drain();
        mailbox.runWaiting();
        sockets.drain();
        tick();
    }

    /** Nanoseconds until something is due; 0 to look at the sockets without waiting. */
    private long waitNanos(long now) {
        if (!mailbox.isEmpty()) {
            return 0;
        }
        return Math.min(timers.untilFirst(now, MAX_WAIT_NANOS), deadlines.untilFirst(now, MAX_WAIT_NANOS));
    }

    private void tick() {
        long now = System.nanoTime();
        for (Runnable due = timers.takeDue(now); due != null; due = timers.takeDue(now)) {
            LoopFailures.guarded(due);
        }
        deadlines.tick(now, sockets::stale);
    }
}
