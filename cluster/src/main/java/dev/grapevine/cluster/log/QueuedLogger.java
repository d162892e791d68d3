package dev.grapevine.cluster.log;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that neither waits nor throws, for threads that have more important things to do: those of the protocol. Its
 * lines are written a moment later, on another thread. Control characters are escaped, and long lines are cut.
 * Thread-safe.
 */
public final class QueuedLogger implements System.Logger {

    private final System.Logger target;
    private final LogQueue queue;
    private final LineLimits limits = new LineLimits(1);

    /** @param target may block, but not throw */
    QueuedLogger(System.Logger target, LogQueue queue) {
        this.target = target;
        this.queue = queue;
    }

    @Override
    public String getName() {
        return target.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return target.isLoggable(level);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        try {
            if (target.isLoggable(level)) {
                queue.add(target, level, LogText.line(String.valueOf(text)), thrown);
            }
        } catch (Throwable e) {
            // Most likely memory has run out: the line is lost.
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        try {
            if (target.isLoggable(level)) {
                String text = String.valueOf(format);
                boolean plain = parameters == null || parameters.length == 0;
                queue.add(target, level, LogText.line(plain ? text : MessageFormat.format(text, parameters)), null);
            }
        } catch (Throwable e) {
            // Most likely memory has run out: the line is lost.
        }
    }

    /**
     * Logs what others may cause as often as they like: once a minute for each kind, with the number of lines that were
     * left out before.
     *
     * @param kind one of few
     */
    public void limited(Level level, String kind, String text, @Nullable Throwable thrown) {
        try {
            if (target.isLoggable(level)) {
                long leftOut = limits.admit(kind, System.nanoTime());
                if (leftOut >= 0) {
                    queue.add(target, level, LogText.line(LineLimits.counted(text, leftOut)), thrown);
                }
            }
        } catch (Throwable e) {
            // Most likely memory has run out: the line is lost.
        }
    }
}
