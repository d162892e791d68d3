package dev.grapevine.model;

import java.util.Locale;

/** Writes durations for people, in one style. Stateless. */
public final class DurationText {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private DurationText() {}

    /**
     * A duration with two or three digits: {@code 0.4 ms}, {@code 250 ms}, {@code 6.2 s}, {@code 3 min 05 s},
     * {@code 2 h 14 min}, {@code 5 d 3 h}.
     *
     * @param nanos a duration in nanoseconds; a negative one is shown as {@code 0.0 ms}
     */
    public static String of(long nanos) {
        double millis = Math.max(0, nanos) / NANOS_PER_MILLI;
        if (millis < 9.95) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        } else if (millis < 999.5) {
            return Math.round(millis) + " ms";
        } else if (millis < 59_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
        }
        long seconds = Math.round(nanos / NANOS_PER_SECOND);
        if (seconds < 3_600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        } else if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60);
        }
        return seconds / 86_400 + " d " + seconds / 3_600 % 24 + " h";
    }
}
