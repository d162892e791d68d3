package dev.grapevine.cluster.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread, one selector: whoever is driven by it needs no locks.
 *
 * <p>A turn is: wait for sockets, tasks or the next deadline; serve the sockets and run the tasks that were posted; and
 * only then let those tick whose deadline has come. The order matters. After a stall (garbage collection, a starved
 * machine) the answers that kept one waiting lie in the sockets' buffers, and must be read before anyone concludes from
 * a timer that they never came. So sockets are served again and again, a bounded amount each time for fairness, until
 * they are empty.
 */
public final class EventLoop {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** Timers wait for sockets to be empty at most so long, so that a flood cannot hold them up for ever. */
    private static final long MAX_DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Longest wait in one go, so that arithmetic on far deadlines cannot overflow. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** If serving took so long, something may have come in meanwhile: look again before timers run. */
    private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicReference<@Nullable CountDownLatch> suspension = new AtomicReference<>();
    private volatile boolean stopping;
    private volatile boolean terminated;

    // Of the loop's thread alone.
    private final DeadlineQueue turns = new DeadlineQueue();
    private final LoopTimers timers = new LoopTimers();
    private boolean inputLeft;
    private boolean serving;
    private long looked;

    private EventLoop(String name, Selector selector) {
        this.selector = selector;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** @throws IOException if the system has no descriptors left for a selector */
    public static EventLoop start(String threadName) throws IOException {
        EventLoop loop = new EventLoop(threadName, Selector.open());
        loop.thread.start();
        return loop;
    }

    /** Whether the caller is the loop's own thread. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /**
     * Posts a task; tasks of one thread run in the order in which it posted them. From within the loop it runs later in
     * the same turn or in the next.
     *
     * @throws RejectedExecutionException if the loop has stopped
     */
    public void execute(Runnable task) {
        if (terminated) {
            throw new RejectedExecutionException("the loop has stopped");
        }
        mailbox.add(task);
        if (!inLoop() && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
        if (terminated && mailbox.remove(task)) {
            throw new RejectedExecutionException("the loop has stopped");
        }
    }

    /**
     * Runs a question in the loop and waits for its answer; at once when called from within the loop. What it throws is
     * thrown here.
     *
     * @throws RejectedExecutionException if the loop has stopped
     */
    public <T extends @Nullable Object> T call(Supplier<T> question) {
        if (inLoop()) {
            return question.get();
        }
        FutureTask<T> task = new FutureTask<>(question::get);
        execute(task);
        return Uninterruptibly.get(task);
    }

    /**
     * Runs a task in the loop after a delay. There is no cancelling: a task that comes too late finds that out itself.
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
     * Halts the thread between two tasks until {@link #resume}; on return it has halted. Tasks that are posted meanwhile
     * run before sockets are served again. Does nothing if it is halted already.
     *
     * @throws RejectedExecutionException if the loop has stopped
     * @throws IllegalStateException if called in the loop
     */
    public void suspend() {
        if (inLoop()) {
            throw new IllegalStateException("a loop cannot suspend itself");
        }
        CountDownLatch over = new CountDownLatch(1);
        if (suspension.compareAndSet(null, over)) {
            CountDownLatch halted = new CountDownLatch(1);
            execute(() -> {
                halted.countDown();
                if (!stopping) {
                    Uninterruptibly.await(over);
                }
                runTasks(mailbox.size());
            });
            Uninterruptibly.await(halted);
        }
    }

    /** Lets a suspended thread go on. */
    public void resume() {
        CountDownLatch over = suspension.getAndSet(null);
        if (over != null) {
            over.countDown();
        }
    }

    /**
     * Stops after the tasks that were posted before, resumed if need be; closes what is still registered. Waits for the
     * thread to end.
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

    // ---- called in the loop

    /** From now on it is ticked; it is to say when its deadline becomes earlier by itself, which is not in its tick. */
    public Deadline add(Tickable added) {
        return turns.add(added);
    }

    public void remove(Tickable removed) {
        turns.remove(removed);
    }

    SelectionKey register(SelectableChannel channel, int operations, SelectionHandler attachment) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, attachment);
    }

    /** Leaves a channel alone for a moment that would fail again at once, and keep the thread busy with that. */
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
        while (!stopping) {
            try {
                turn();
            } catch (IOException | RuntimeException | Error e) {
                LOG.log(Level.ERROR, "the event loop goes on after an unexpected failure", e);
            }
        }
        terminated = true;
        runTasks(Integer.MAX_VALUE);
        for (SelectionKey key : selector.keys()) {
            closeQuietly(key.channel());
        }
        closeQuietly(selector);
    }

    private void turn() throws IOException {
        select(waitNanos(System.nanoTime()));
        drain();
        runTasks(mailbox.size());
        drain();
        tick();
    }

    /** Serves sockets until nothing is left in them that may have come before this moment. */
    private void drain() throws IOException {
        long began = System.nanoTime();
        while ((inputLeft || stale()) && System.nanoTime() - began < MAX_DRAIN_NANOS) {
            runTasks(mailbox.size()); // what streams have to write is among them, and others wait for it
            select(0);
        }
    }

    /** Whether so much time has gone by since the sockets were looked at that something may have come meanwhile. */
    private boolean stale() {
        return System.nanoTime() - looked >= STALE_NANOS;
    }

    /** How long nothing is due; 0 to look without waiting. */
    private long waitNanos(long now) {
        if (!mailbox.isEmpty()) {
            return 0;
        }
        return Math.min(timers.untilFirst(now, MAX_WAIT_NANOS), turns.untilFirst(now, MAX_WAIT_NANOS));
    }

    private void select(long waitNanos) throws IOException {
        inputLeft = false;
        serving = false;
        if (waitNanos <= 0) {
            selector.selectNow(this::serve);
        } else {
            selector.select(this::serve, TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999));
        }
        if (!serving) {
            looked = System.nanoTime();
        }
        woken.set(false);
    }

    private void serve(SelectionKey key) {
        long now = System.nanoTime();
        if (!serving) {
            serving = true;
            looked = now;
        }
        try {
            if (key.isValid() && ((SelectionHandler) key.attachment()).ready(key, now)) {
                inputLeft = true;
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "unexpected failure while serving a socket", e);
        }
    }

    private void runTasks(int limit) {
        for (int i = 0; i < limit; i++) {
            Runnable task = mailbox.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (Runnable due = timers.takeDue(now); due != null; due = timers.takeDue(now)) {
            guarded(due);
        }
        turns.tick(now, this::stale);
    }

    static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "unexpected failure in the event loop", e);
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "closing failed", e);
        }
    }
}
