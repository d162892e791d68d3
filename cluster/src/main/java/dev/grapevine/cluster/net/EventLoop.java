package dev.grapevine.cluster.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread, one selector: whoever is driven by it needs no locks.
 *
 * <p>A turn is: wait for sockets, tasks or the next deadline; serve the sockets; run the tasks that others posted; and only
 * then let those tick whose deadline has come. The order matters. After a stall (garbage collection, a starved machine) the
 * answers that kept one waiting lie in the sockets' buffers, and must be read before anyone concludes from a timer that
 * they never came. So sockets are served again and again, a bounded amount each time for fairness, until they are empty.
 */
public final class EventLoop {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** Rounds of serving sockets before timers run in any case, so that a flood cannot hold them up for ever. */
    private static final int MAX_ROUNDS = 64;

    /** Longest wait in one go, so that arithmetic on far deadlines cannot overflow. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** If serving took so long, something may have come in meanwhile: look again before timers run. */
    private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile boolean terminated;

    // Of the loop's thread alone.
    private final List<Driven> driven = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private boolean inputLeft;
    private boolean ticked;

    private record Timer(long due, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(due - other.due);
        }
    }

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
     * Posts a task; tasks of one thread run in the order in which it posted them. From within the loop it runs later in the
     * same turn or in the next.
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
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted =
                            true; // an answer takes microseconds: wait for it, and keep the interrupt for the caller
                } catch (CancellationException e) {
                    throw new RejectedExecutionException("the loop has stopped", e);
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    if (e.getCause() instanceof Error cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a task in the loop after a delay. There is no cancelling: a task that comes too late finds that out itself. */
    public void schedule(long delayNanos, Runnable task) {
        long due = System.nanoTime() + delayNanos;
        if (inLoop()) {
            timers.add(new Timer(due, task));
        } else {
            execute(() -> timers.add(new Timer(due, task)));
        }
    }

    /** Stops after the tasks that were posted before; closes what is still registered. Waits for the thread to end. */
    public void stop() {
        stopping = true;
        selector.wakeup();
        if (inLoop()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- called in the loop

    /** From now on it is ticked. */
    public void add(Driven added) {
        driven.add(added);
    }

    public void remove(Driven removed) {
        driven.remove(removed);
    }

    SelectionKey register(SelectableChannel channel, int operations, Selectable attachment) throws IOException {
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
        long served = System.nanoTime();
        for (int round = 1; round < MAX_ROUNDS; round++) {
            long now = System.nanoTime();
            if (!inputLeft && now - served < STALE_NANOS) {
                break;
            }
            served = now;
            select(0);
        }
        runTasks(mailbox.size());
        tick();
    }

    /** How long nothing is due; 0 to look without waiting. */
    private long waitNanos(long now) {
        if (!mailbox.isEmpty()) {
            return 0;
        }
        long wait = MAX_WAIT_NANOS;
        Timer first = timers.peek();
        if (first != null) {
            wait = Math.min(wait, first.due - now);
        }
        for (Driven one : driven) {
            wait = Math.min(wait, one.nextDeadline() - now);
        }
        // Whoever is due again right after its tick may not keep the processor from everybody else.
        return ticked ? Math.max(wait, 1) : Math.max(wait, 0);
    }

    private void select(long waitNanos) throws IOException {
        inputLeft = false;
        if (waitNanos <= 0) {
            selector.selectNow(this::serve);
        } else {
            selector.select(this::serve, TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999));
        }
        woken.set(false);
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isValid() && ((Selectable) key.attachment()).ready(key, System.nanoTime())) {
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
        for (Timer first = timers.peek(); first != null && first.due - now <= 0; first = timers.peek()) {
            timers.remove();
            guarded(first.task);
        }
        ticked = false;
        for (int i = 0; i < driven.size(); i++) {
            Driven one = driven.get(i);
            now = System.nanoTime();
            if (one.nextDeadline() - now <= 0) {
                ticked = true;
                long at = now;
                guarded(() -> one.tick(at, System.currentTimeMillis()));
            }
        }
    }

    private static void guarded(Runnable task) {
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
