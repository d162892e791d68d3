package dev.grapevine.yaml;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes durations such as {@code 500ms}, {@code 5s}, {@code 1m}, {@code 2h}, and sizes such as {@code 64kB}.
 */
public final class Units {

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})(?:\\.(\\d{1,6}))?\\s?([A-Za-z]+)");

    private Units() {}

    /**
     * A duration in nanoseconds, from {@code 5ns} to {@code 2h}; empty if the text is none. A bare {@code 0} is
     * allowed.
     */
    public static OptionalLong duration(String text) {
        return scaled(text, unit -> switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m", "min" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> 0L;
        });
    }

    /**
     * A size in bytes, such as {@code 1400B}, {@code 64kB} (of 1,024 bytes) or {@code 1MB}; empty if the text is none.
     */
    public static OptionalLong size(String text) {
        return scaled(text, unit -> switch (unit.toLowerCase(Locale.ROOT)) {
            case "b" -> 1L;
            case "kb", "kib" -> 1L << 10;
            case "mb", "mib" -> 1L << 20;
            default -> 0L;
        });
    }

    private static OptionalLong scaled(String text, ToLongFunction<String> scale) {
        if (text.equals("0")) {
            return OptionalLong.of(0);
        }
        Matcher match = NUMBER.matcher(text);
        long unit = match.matches() ? scale.applyAsLong(match.group(3)) : 0;
        if (unit == 0) {
            return OptionalLong.empty();
        }
        try {
            long whole = Math.multiplyExact(Long.parseLong(match.group(1)), unit);
            String digits = match.group(2);
            if (digits == null) {
                return OptionalLong.of(whole);
            }
            long fraction = Math.multiplyExact(Long.parseLong(digits), unit);
            long divisor = Math.round(Math.pow(10, digits.length()));
            return fraction % divisor == 0 ? OptionalLong.of(whole + fraction / divisor) : OptionalLong.empty();
        } catch (ArithmeticException tooLarge) {
            return OptionalLong.empty();
        }
    }

    /** The shortest exact form, such as {@code 500ms}, {@code 5600ms} or {@code 5m}. */
    public static String duration(long nanos) {
        return nanos == 0
                ? "0s"
                : largest(nanos, new String[] {"h", "m", "s", "ms", "us", "ns"}, new long[] {
                    3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
                });
    }

    /** The shortest exact form, such as {@code 1400B} or {@code 64kB}. */
    public static String size(long bytes) {
        return bytes == 0 ? "0B" : largest(bytes, new String[] {"MB", "kB", "B"}, new long[] {1L << 20, 1L << 10, 1});
    }

    private static String largest(long amount, String[] units, long[] scales) {
        for (int i = 0; i < units.length - 1; i++) {
            if (amount % scales[i] == 0) {
                return amount / scales[i] + units[i];
            }
        }
        return amount + units[units.length - 1];
    }
}
