package dev.grapevine.cluster.log;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what others can cause to be logged: so many lines of a kind a minute, and then the number of those that were left
 * out. Thread-safe.
 */
public final class LineLimits {

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Kinds may contain what others chose, so there are only so many; further ones count as one. */
    static final int MAX_KINDS = 64;

    private static final String OTHERS = "others";

    private final int linesPerMinute;
    private final Map<String, Minute> minutes = new HashMap<>();

    /** A minute of one kind. */
    private static final class Minute {
        private long beganNanos;
        private int written;
        private long leftOut;
    }

    /** @param linesPerMinute of each kind; at least 1 */
    public LineLimits(int linesPerMinute) {
        this.linesPerMinute = linesPerMinute;
    }

    /**
     * Asks whether to write a line.
     *
     * @param nowNanos monotonic
     * @return how many lines of the kind were left out before this one; -1 if this one is to be left out too
     */
    public synchronized long admit(String kind, long nowNanos) {
        Minute minute = minute(kind, nowNanos);
        if (nowNanos - minute.beganNanos >= MINUTE_NANOS) {
            minute.beganNanos = nowNanos;
            minute.written = 0;
        }
        if (minute.written == linesPerMinute) {
            minute.leftOut++;
            return -1;
        }
        minute.written++;
        long before = minute.leftOut;
        minute.leftOut = 0;
        return before;
    }

    private Minute minute(String kind, long nowNanos) {
        String kept = minutes.containsKey(kind) || minutes.size() < MAX_KINDS ? kind : OTHERS;
        return minutes.computeIfAbsent(kept, first -> {
            Minute minute = new Minute();
            minute.beganNanos = nowNanos;
            return minute;
        });
    }

    /** A line with the number of those that were left out before it, which is not cut off with the line. */
    public static String counted(String line, long leftOut) {
        return leftOut == 0
                ? line
                : LogText.line(line, LogText.MAX_LINE_BYTES / 2) + " (and " + leftOut + " more like this before)";
    }
}
