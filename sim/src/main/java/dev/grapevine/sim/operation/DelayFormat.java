package dev.grapevine.sim.operation;

import dev.grapevine.sim.world.Delay;

/**
 * Delays as scenarios write them: {@code 1ms} is fixed, {@code 1ms..5ms} uniform, {@code 1ms~5ms} lognormal by median and
 * 99th percentile.
 */
public final class DelayFormat {

    private DelayFormat() {}

    public static String format(Delay delay) {
        String low = DurationFormat.format(delay.low());
        String high = DurationFormat.format(delay.high());
        return switch (delay.kind()) {
            case FIXED -> low;
            case UNIFORM -> low + ".." + high;
            case LOGNORMAL -> low + "~" + high;
        };
    }

    /**
     * Reads a delay.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Delay parse(String text) {
        int dots = text.indexOf("..");
        if (dots > 0) {
            return Delay.uniform(
                    DurationFormat.parse(text.substring(0, dots)), DurationFormat.parse(text.substring(dots + 2)));
        }
        int tilde = text.indexOf('~');
        return tilde > 0
                ? Delay.lognormal(
                        DurationFormat.parse(text.substring(0, tilde)), DurationFormat.parse(text.substring(tilde + 1)))
                : Delay.fixed(DurationFormat.parse(text));
    }
}
