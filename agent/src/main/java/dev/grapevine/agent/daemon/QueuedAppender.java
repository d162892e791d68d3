package dev.grapevine.agent.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import dev.grapevine.cluster.log.LineLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the log on a thread of its own. The reader of the log may stand still and its disk may be full or hang, but no
 * thread of the agent ever waits for that: lines are lost instead, and counted in a line as soon as the log goes on.
 *
 * <p>Logback's AsyncAppender does not count what it drops, and its console appender stops for good at the first error and
 * holds a lock while it writes, for which its end would wait.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    static final int LIMIT = 2_048;

    /** Lines of one logger and level; the agent's own events have their own limits. */
    private static final int LINES_PER_MINUTE = 1_000;

    private static final String OWN = "dev.grapevine.agent";
    private static final byte[] NEW_LINE = {'\n'};

    private final OutputStream out;
    private final Encoder<ILoggingEvent> encoder;
    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(LIMIT);
    private final LineLimits once = new LineLimits(1);
    private final LineLimits many = new LineLimits(LINES_PER_MINUTE);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong added = new AtomicLong();

    // Used by the writing thread only.
    private boolean broken;

    // Guarded by this object.
    private long done;

    /** @param out not buffered */
    QueuedAppender(OutputStream out, Encoder<ILoggingEvent> encoder) {
        this.out = out;
        this.encoder = encoder;
    }

    @Override
    public void start() {
        super.start();
        Thread writer = new Thread(this::write, "grapevine-log");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLoggerName().equals(OWN)) {
            long leftOut = leftOutBefore(event);
            if (leftOut < 0) {
                return;
            }
            if (leftOut > 0) {
                add(notice(event.getLoggerName() + ": " + leftOut + " more lines like the next one were left out"));
            }
        }
        add(event);
    }

    /**
     * What strangers can cause must not fill the disk: failures that are logged with their stack, and what libraries
     * complain about, are one line a kind and minute.
     */
    private long leftOutBefore(ILoggingEvent event) {
        boolean library = !event.getLoggerName().startsWith("dev.grapevine.");
        boolean complaint = event.getLevel().isGreaterOrEqual(Level.WARN);
        boolean failure = event.getThrowableProxy() != null;
        String kind = event.getLoggerName() + " " + event.getLevel()
                + (failure ? " " + event.getThrowableProxy().getClassName() : "");
        return (failure || library && complaint ? once : many).admit(kind, System.nanoTime());
    }

    private void add(ILoggingEvent event) {
        event.getFormattedMessage(); // kept by the event; what it is made of may change
        if (queue.offer(event)) {
            added.incrementAndGet();
        } else {
            lost.incrementAndGet();
        }
    }

    // ---- the writing thread

    private void write() {
        while (true) {
            try {
                ILoggingEvent event = queue.take();
                writeCounted(event);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt this thread; the log goes on.
            } catch (Throwable e) { // memory ran out, or an argument cannot be formatted
                lost.incrementAndGet();
            }
            synchronized (this) {
                done++;
                notifyAll();
            }
        }
    }

    private void writeCounted(ILoggingEvent event) {
        long missing = lost.get();
        if (missing > 0) {
            if (!written(notice(missing + " lines lost: the log could not be written"))) {
                lost.incrementAndGet();
                return;
            }
            lost.addAndGet(-missing);
        }
        if (!written(event)) {
            lost.incrementAndGet();
        }
    }

    private boolean written(ILoggingEvent event) {
        try {
            if (broken) { // perhaps in the middle of a line
                out.write(NEW_LINE);
                broken = false;
            }
            out.write(encoder.encode(event));
            return true;
        } catch (IOException e) {
            broken = true;
            return false;
        }
    }

    private static LoggingEvent notice(String text) {
        LoggingEvent notice = new LoggingEvent();
        notice.setLoggerName(OWN);
        notice.setLevel(Level.WARN);
        notice.setTimeStamp(System.currentTimeMillis());
        notice.setMessage(text);
        return notice;
    }

    // ---- the end

    /**
     * Waits until what was logged before is written.
     *
     * @return false if that took longer
     */
    boolean flush(long millis) {
        long target = added.get();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        try {
            synchronized (this) {
                for (long left = millis; done < target && left > 0; ) {
                    try {
                        wait(left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                    left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                }
                return done >= target;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
