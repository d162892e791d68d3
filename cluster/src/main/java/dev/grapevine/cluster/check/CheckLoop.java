package dev.grapevine.cluster.check;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.LineLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread with one selector, which begins with the first alarm. Sockets are served before alarms run, so that
 * an answer that is there counts as in time. Whatever fails in a turn, the loop goes on: an error of one check, such as
 * memory that ran out, is no concern of the others. Thread-safe.
 */
final class CheckLoop implements CheckScheduler, AutoCloseable {

    /** A socket of a check. Called by the loop's thread. */
    interface Socket {
        /** The socket is ready. */
        void ready(SelectionKey key) throws IOException;

        /** {@link #ready} has thrown this. */
        void failed(Throwable cause);
    }

    private static final Logger LOG = GuardedLogger.ofCluster();

    /** The longest single wait, so that arithmetic on far times cannot overflow. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** After this many alarms the sockets are looked at again. */
    private static final int ALARMS_A_TURN = 64;

    /** A selector that keeps failing must not occupy a processor. */
    private static final long FAILED_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final Clock clock;
    private final AlarmHeap alarms = new AlarmHeap();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private @Nullable Selector selector;
    private @Nullable Thread thread;
    private volatile boolean closed;
    private final LineLimits limits = new LineLimits(1);

    CheckLoop(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    // ---- time

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** @throws UncheckedIOException if the system has no descriptors left for a selector */
    @Override
    public Alarm alarm(Runnable action) {
        begin();
        AlarmHeap.Entry entry;
        synchronized (alarms) {
            entry = alarms.open(action);
        }
        return new Alarm() {
            @Override
            public void set(long dueNanos) {
                boolean first;
                synchronized (alarms) {
                    alarms.set(entry, dueNanos);
                    first = alarms.isFirst(entry);
                }
                if (first) {
                    wake();
                }
            }

            @Override
            public void close() {
                synchronized (alarms) {
                    alarms.close(entry);
                }
            }
        };
    }

    private synchronized void begin() {
        if (thread != null || closed) {
            return;
        }
        try {
            Selector opened = Selector.open();
            try {
                Thread made = new Thread(() -> run(opened), name);
                made.setDaemon(true);
                made.start();
                selector = opened;
                thread = made;
            } catch (Throwable e) { // no thread can be made
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the checks cannot start: " + e.getMessage(), e);
        }
    }

    private void wake() {
        Selector waiting;
        synchronized (this) {
            waiting = Thread.currentThread() == thread ? null : selector;
        }
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    // ---- sockets

    /** Runs a task on the loop's thread: at once if called there, else soon. Does nothing after the close. */
    void execute(Runnable task) {
        boolean here;
        synchronized (this) {
            here = Thread.currentThread() == thread;
        }
        if (here) {
            task.run();
        } else if (!closed) {
            tasks.add(task);
            wake();
        }
    }

    /** To be called on the loop's thread, with a channel that does not block. */
    SelectionKey register(SelectableChannel channel, int operations, Socket socket) throws IOException {
        Selector opened;
        synchronized (this) {
            opened = selector;
        }
        if (opened == null) {
            throw new IOException("the checks have ended");
        }
        return channel.register(opened, operations, socket);
    }

    // ---- the thread

    private void run(Selector opened) {
        while (!closed) {
            try {
                turn(opened);
            } catch (Throwable e) {
                report("unexpected failure in the checks; they go on", e);
                LockSupport.parkNanos(FAILED_TURN_NANOS);
            }
        }
        free(opened);
    }

    private void turn(Selector opened) throws IOException {
        long wait = tasks.isEmpty() ? untilFirst() : 0;
        if (wait <= 0) {
            opened.selectNow(this::serve);
        } else {
            opened.select(this::serve, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
        }
        Thread.interrupted(); // the selector would return at once
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
        for (int i = 0; i < ALARMS_A_TURN && ring(); i++) {}
    }

    private long untilFirst() {
        synchronized (alarms) {
            return alarms.untilFirst(System.nanoTime(), MAX_WAIT_NANOS);
        }
    }

    /** Runs an alarm that is due; false if there is none. */
    private boolean ring() {
        AlarmHeap.Entry due;
        synchronized (alarms) {
            due = alarms.takeDue(System.nanoTime());
        }
        if (due == null || closed) {
            return false;
        }
        try {
            due.action.run();
        } catch (Throwable e) {
            synchronized (alarms) {
                if (!due.isSet()) {
                    alarms.set(due, System.nanoTime() + AGAIN_NANOS);
                }
            }
            report("unexpected failure in a check; it goes on", e);
        }
        return true;
    }

    private void serve(SelectionKey key) {
        Socket socket = (Socket) key.attachment();
        try {
            if (key.isValid()) {
                socket.ready(key);
            }
        } catch (Throwable e) {
            try {
                socket.failed(e);
            } catch (Throwable again) {
                closeQuietly(key.channel());
                report("unexpected failure in the socket of a check", again);
            }
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            report("unexpected failure in a check", e);
        }
    }

    /** Logs a failure, at most one a minute. */
    private void report(String what, Throwable failure) {
        long leftOut = limits.admit("", System.nanoTime());
        if (leftOut >= 0) {
            LOG.log(Level.ERROR, LineLimits.counted(what, leftOut), failure);
        }
    }

    /** Sockets are closed here and not in {@link #close}, because that may be called by any thread. */
    private void free(Selector opened) {
        tasks.clear();
        for (SelectionKey key : opened.keys()) {
            closeQuietly(key.channel());
        }
        closeQuietly(opened);
    }

    static void closeQuietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "closing failed", e);
        }
    }

    /** Ends the thread, which closes all sockets. Does not wait for it. */
    @Override
    public void close() {
        closed = true;
        wake();
    }
}
