package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    /** The longest time that timers wait for the sockets to be empty, so that a flood cannot delay them for ever. */
    private static final long MAX_DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The longest single wait, so that arithmetic on far deadlines cannot overflow. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** After this time since the last look at the sockets, input may have arrived: look again before timers run. */
    private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long a failing channel is left alone. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A selector that fails this often in a row will not recover. */
    private static final int MAX_FAILED_TURNS = 200;

    private static final long FAILED_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Selector selector;
    private final Thread thread;
    private final LoopMailbox mailbox = new LoopMailbox();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicReference<@Nullable Suspension> suspension = new AtomicReference<>();
    private final LoopEnd end;
    private final LoopWatchdog watchdog;
    private volatile boolean stopping;
    private volatile boolean ended;

    // Written by the loop's thread only, read by the watchdog.
    private volatile long turn;
    private volatile boolean waiting;

    // Used by the loop's thread only.
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final LoopTimers timers = new LoopTimers();
    private long turns;
    private boolean inputRemains;
    private boolean serving;
    private long lastLook;
    private int failedTurns;

    /** A halt of the thread, which opens the first latch and waits for the second. */
    private record Suspension(CountDownLatch halted, CountDownLatch over) {}

    private EventLoop(String name, Selector selector) {
        this.selector = selector;
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
            return waiting || suspension.get() != null;
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
            closeQuietly(selector);
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
        if (!inLoop() && woken.compareAndSet(false, true)) {
            selector.wakeup();
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
        Question<T> task = new Question<>(question);
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
        Suspension own = new Suspension(new CountDownLatch(1), new CountDownLatch(1));
        Suspension earlier = suspension.compareAndExchange(null, own);
        Suspension current = earlier == null ? own : earlier;
        try {
            if (earlier == null) {
                execute(() -> halt(own));
            }
            if (!Uninterruptibly.await(current.halted, thread)) {
                throw new RejectedExecutionException("the loop has ended");
            }
        } catch (RejectedExecutionException e) {
            suspension.compareAndSet(current, null);
            throw e;
        }
    }

    private void halt(Suspension current) {
        current.halted.countDown();
        if (!stopping) {
            Uninterruptibly.await(current.over);
        }
        mailbox.runWaiting();
    }

    /** Lets a suspended thread continue. */
    public void resume() {
        Suspension current = suspension.getAndSet(null);
        if (current != null) {
            current.over.countDown();
        }
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
        channel.configureBlocking(false);
        return channel.register(selector, operations, attachment);
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
            rethrowFatal(e);
            if (++failedTurns == MAX_FAILED_TURNS || !selector.isOpen()) {
                throw e;
            }
            if (failedTurns == 1) {
                log("in the event loop; it continues", e);
            } else {
                LockSupport.parkNanos(FAILED_TURN_NANOS); // a selector that keeps failing must not occupy a processor
            }
        }
    }

    private void turn() throws IOException {
        turn = ++turns;
        select(waitNanos(System.nanoTime()));
        drain();
        mailbox.runWaiting();
        drain();
        tick();
    }

    /** Serves the sockets until they hold no input that may have arrived before this call. */
    private void drain() throws IOException {
        long began = System.nanoTime();
        while ((inputRemains || stale()) && System.nanoTime() - began < MAX_DRAIN_NANOS) {
            mailbox.runWaiting(); // the flushes of streams are among them, and the other side waits for those
            select(0);
        }
    }

    /** Whether the last look at the sockets is so long ago that input may have arrived since. */
    private boolean stale() {
        return System.nanoTime() - lastLook >= STALE_NANOS;
    }

    /** Nanoseconds until something is due; 0 to look at the sockets without waiting. */
    private long waitNanos(long now) {
        if (!mailbox.isEmpty()) {
            return 0;
        }
        return Math.min(timers.untilFirst(now, MAX_WAIT_NANOS), deadlines.untilFirst(now, MAX_WAIT_NANOS));
    }

    private void select(long waitNanos) throws IOException {
        inputRemains = false;
        serving = false;
        if (waitNanos <= 0) {
            selector.selectNow(this::serve);
        } else {
            waiting = true;
            selector.select(this::serve, TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999));
            waiting = false;
        }
        if (!serving) {
            lastLook = System.nanoTime();
        }
        woken.set(false);
        // The selector returns at once while its thread is interrupted. No task of the loop has a use for interrupts.
        Thread.interrupted();
    }

    private void serve(SelectionKey key) {
        long now = System.nanoTime();
        if (!serving) {
            serving = true;
            waiting = false;
            lastLook = now;
        }
        try {
            if (key.isValid() && ((SelectionHandler) key.attachment()).ready(key, now)) {
                inputRemains = true;
            }
        } catch (RuntimeException | Error e) {
            rethrowFatal(e);
            log("while serving a socket", e);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (Runnable due = timers.takeDue(now); due != null; due = timers.takeDue(now)) {
            guarded(due);
        }
        deadlines.tick(now, this::stale);
    }

    /** Logs what a task throws, unless it ends the loop. */
    public static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            rethrowFatal(e);
            log("in the event loop", e);
        }
    }

    /** What others send may be the cause, again and again. */
    private static void log(String where, Throwable failure) {
        LOG.limited(Level.ERROR, failure.getClass().getName(), "unexpected failure " + where, failure);
    }

    /**
     * Throws an error after which nothing can be relied upon: memory has run out in the middle of something, or the
     * virtual machine is broken. A stack overflow only says that one task was too deep.
     */
    public static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Throwable e) {
            LOG.limited(Level.DEBUG, "close", "closing failed", e);
        }
    }
}
