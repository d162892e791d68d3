package dev.grapevine.sim.world;

import java.util.SplittableRandom;

/**
 * How long a packet takes one way, in nanoseconds. Immutable.
 *
 * @param kind the distribution
 * @param low FIXED: the delay. UNIFORM: the shortest. LOGNORMAL: the median
 * @param high FIXED: the same. UNIFORM: the longest. LOGNORMAL: the 99th percentile
 */
public record Delay(Kind kind, long low, long high) {

    /** The distribution that delays are drawn from. */
    public enum Kind {
        FIXED,
        UNIFORM,
        /** Most packets near the median, some much later; cut off at ten times the 99th percentile. */
        LOGNORMAL
    }

    private static final double Z99 = 2.326;

    public Delay {
        if (low < 0 || high < low || (kind == Kind.LOGNORMAL && low == 0)) {
            throw new IllegalArgumentException(
                    "a delay goes from 0 upwards (lognormal: from 1 ns), not " + low + " to " + high);
        }
    }

    public static Delay fixed(long nanos) {
        return new Delay(Kind.FIXED, nanos, nanos);
    }

    public static Delay uniform(long shortest, long longest) {
        return new Delay(Kind.UNIFORM, shortest, longest);
    }

    public static Delay lognormal(long median, long p99) {
        return new Delay(Kind.LOGNORMAL, median, p99);
    }

    long sample(SplittableRandom random) {
        if (kind == Kind.FIXED || low == high) {
            return low;
        }
        if (kind == Kind.UNIFORM) {
            return low + random.nextLong(high - low + 1);
        }
        // Box-Muller with StrictMath, so that every platform draws the same.
        double gaussian = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        double sigma = StrictMath.log((double) high / low) / Z99;
        return Math.min((long) (low * StrictMath.exp(sigma * gaussian)), 10 * high);
    }
}
