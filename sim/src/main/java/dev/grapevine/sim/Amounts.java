package dev.grapevine.sim;

import dev.grapevine.sim.world.Delay;
import java.math.BigDecimal;

/** How durations, delays and probabilities are written in the text of operations. */
public final class Amounts {

    private static final String[] UNITS = {"h", "m", "s", "ms", "us", "ns"};
    private static final long[] NANOS = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};

    private Amounts() {}

    /** In the largest unit, seconds at most, that leaves at most three decimals, as {@code 1.5s}. */
    public static String duration(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        for (int i = 2; i < UNITS.length; i++) {
            if (Math.abs(nanos) >= NANOS[i] && (NANOS[i] < 1_000 || nanos % (NANOS[i] / 1_000) == 0)) {
                return BigDecimal.valueOf(nanos)
                                .divide(BigDecimal.valueOf(NANOS[i]))
                                .toPlainString()
                        + UNITS[i];
            }
        }
        return nanos + "ns";
    }

    /** A point in time, always in seconds, as {@code 36.503476449s}. */
    public static String instant(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
    }

    /**
     * Reads a duration, in nanoseconds.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long duration(String text) {
        for (int i = UNITS.length - 1; i >= 0; i--) {
            if (text.endsWith(UNITS[i]) && isNumber(text, text.length() - UNITS[i].length())) {
                String number = text.substring(0, text.length() - UNITS[i].length());
                return new BigDecimal(number)
                        .multiply(BigDecimal.valueOf(NANOS[i]))
                        .longValueExact();
            }
        }
        throw new IllegalArgumentException("not a duration: '" + text + "'; write it as 1.5s, 20ms or 200us");
    }

    private static boolean isNumber(String text, int end) {
        return end > 0 && text.substring(0, end).matches("-?[0-9]+(\\.[0-9]+)?");
    }

    /** {@code 1ms} fixed, {@code 1ms..5ms} uniform, {@code 1ms~5ms} lognormal by median and 99th percentile. */
    public static String delay(Delay delay) {
        return switch (delay.kind()) {
            case FIXED -> duration(delay.low());
            case UNIFORM -> duration(delay.low()) + ".." + duration(delay.high());
            case LOGNORMAL -> duration(delay.low()) + "~" + duration(delay.high());
        };
    }

    /**
     * Reads a delay.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Delay delay(String text) {
        int dots = text.indexOf("..");
        int tilde = text.indexOf('~');
        if (dots > 0) {
            return Delay.uniform(duration(text.substring(0, dots)), duration(text.substring(dots + 2)));
        }
        return tilde > 0
                ? Delay.lognormal(duration(text.substring(0, tilde)), duration(text.substring(tilde + 1)))
                : Delay.fixed(duration(text));
    }

    /** In percent, as {@code 2.5%}. */
    public static String share(double probability) {
        return BigDecimal.valueOf(probability)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString() + "%";
    }

    /**
     * Reads a share, as a probability from 0 to 1.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static double share(String text) {
        if (!text.endsWith("%") || !isNumber(text, text.length() - 1)) {
            throw new IllegalArgumentException("not a share: '" + text + "'; write it as 10%");
        }
        double share = new BigDecimal(text.substring(0, text.length() - 1))
                .movePointLeft(2)
                .doubleValue();
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("a share goes from 0% to 100%, not " + text);
        }
        return share;
    }
}
