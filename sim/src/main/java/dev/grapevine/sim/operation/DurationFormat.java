package dev.grapevine.sim.operation;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as scenarios write them, such as {@code 1.5s} or {@code 200us}. They are nanoseconds, and may be negative. */
public final class DurationFormat {

    private static final Pattern DURATION = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)(h|m|s|ms|us|ns)");

    /** Sums of such durations fit a long. */
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(36_000_000_000_000_000L);

    private DurationFormat() {}

    /** In the largest unit, seconds at most, that needs no more than three decimals, as {@code 1.5s}. */
    public static String format(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        for (String unit : new String[] {"s", "ms", "us"}) {
            long size = nanosIn(unit);
            if (Math.abs(nanos) >= size && nanos % (size / 1_000) == 0) {
                return BigDecimal.valueOf(nanos)
                                .divide(BigDecimal.valueOf(size))
                                .toPlainString()
                        + unit;
            }
        }
        return nanos + "ns";
    }

    /** A point in time, always in seconds, as {@code 36.503476449s}. */
    public static String formatSeconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
    }

    /**
     * Reads a duration, in nanoseconds.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long parse(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException("not a duration: '" + text + "'; write it as 1.5s, 20ms or 200us");
        }
        BigDecimal nanos = new BigDecimal(duration.group(1)).multiply(BigDecimal.valueOf(nanosIn(duration.group(2))));
        if (nanos.abs().compareTo(LONGEST_NANOS) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than 10000h");
        }
        if (nanos.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("'" + text + "' is finer than 1ns");
        }
        return nanos.longValueExact();
    }

    private static long nanosIn(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "us" -> 1_000L;
            default -> 1L;
        };
    }
}
