package dev.grapevine.agent.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times and durations for people. */
public final class TimeFormat {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private static final DateTimeFormatter DATE_AND_CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private TimeFormat() {}

    /** How long ago, in at most two units: {@code 12s}, {@code 3m05s}, {@code 2h14m}, {@code 5d03h}. */
    public static String ago(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3_600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        } else if (seconds < 86_400) {
            return two(seconds / 3_600, "h", seconds / 60 % 60, "m");
        }
        return two(seconds / 86_400, "d", seconds / 3_600 % 24, "h");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + unit + (small < 10 ? "0" : "") + small + smaller;
    }

    /** A duration with about three digits: {@code 3.0 ms}, {@code 250 ms}, {@code 1.25 s}. */
    public static String span(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        } else if (millis < 1_000) {
            return Math.round(millis) + " ms";
        }
        return String.format(Locale.ROOT, "%.2f s", millis / 1_000);
    }

    /** The local time of day, to the millisecond. */
    public static String clock(Instant time) {
        return CLOCK.format(time.atZone(ZoneId.systemDefault()));
    }

    /** The local date and time of day, to the millisecond. */
    static String dateAndClock(Instant time) {
        return DATE_AND_CLOCK.format(time.atZone(ZoneId.systemDefault()));
    }

    static boolean sameDay(Instant one, Instant other) {
        return LocalDate.ofInstant(one, ZoneId.systemDefault())
                .equals(LocalDate.ofInstant(other, ZoneId.systemDefault()));
    }
}
