package dev.grapevine.cluster.log;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines to the program's logging on a thread of its own, because a handler may block for ever: its disk hangs, or
 * the reader of its pipe stands still. If too much is waiting, lines are lost, and counted in a line of their own. The
 * thread exists while there is something to write, and for some seconds after that. Thread-safe; never waits.
 */
final class LogQueue {

    static final int LIMIT = 1_024;

    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private record Line(
            System.Logger target,
            Level level,
            String text,
            @Nullable Throwable thrown) {}

    // Guarded by this object.
    private final ArrayDeque<Line> waiting = new ArrayDeque<>();
    private long lost;
    private boolean writing;

    /** @param target is called on the thread of this queue, and may block, but not throw */
    void add(System.Logger target, Level level, String text, @Nullable Throwable thrown) {
        synchronized (this) {
            if (waiting.size() == LIMIT) {
                lost++;
                return;
            }
            if (lost > 0) {
                waiting.add(new Line(target, Level.WARNING, lost + " lines lost: the log was too slow for them", null));
                lost = 0;
            }
            waiting.add(new Line(target, level, text, thrown));
            if (writing) {
                notify();
                return;
            }
            writing = true;
        }
        start();
    }

    private void start() {
        boolean started = false;
        try {
            Thread thread = new Thread(null, this::write, "grapevine-log", 0, false);
            thread.setDaemon(true);
            thread.start();
            started = true;
        } finally {
            if (!started) { // no thread can be made: the next line tries again
                synchronized (this) {
                    writing = false;
                }
            }
        }
    }

    private void write() {
        boolean over = false;
        try {
            for (Line line = next(); line != null; line = next()) {
                line.target.log(line.level, line.text, line.thrown);
            }
            over = true;
        } finally {
            if (!over) { // memory ran out
                synchronized (this) {
                    writing = false;
                }
            }
        }
    }

    /** Waits for a line; null if this thread is to end. */
    private synchronized @Nullable Line next() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        while (waiting.isEmpty()) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (leftMillis <= 0) {
                writing = false;
                return null;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt this thread.
            }
        }
        return waiting.poll();
    }
}
