package dev.grapevine.core.wire;

import org.jspecify.annotations.Nullable;

/**
 * Tells under which salt a process seals its datagrams, and what its clock shows. A receiver that trusts the teller takes them at once, without
 * having to ask first whether they are fresh.
 *
 * @param clock the counter that the process would use now, in units of 2^16 microseconds; 0 if the teller does not know
 */
public record Introduction(Salt salt, int clock) {

    /** Bytes of an introduction. */
    public static final int LENGTH = Salt.LENGTH + 4;

    /** The bytes that one takes, or that its absence does. */
    static int size(@Nullable Introduction introduction) {
        return introduction == null ? 0 : LENGTH;
    }

    /** What a unit of {@link #clock} is shifted by, to be a counter of microseconds. */
    private static final int CLOCK_SHIFT = 16;

    /** The introduction of a process whose counter is at that many microseconds now; at least one unit, since 0 means unknown. */
    public static Introduction at(Salt salt, long counter) {
        return new Introduction(salt, (int) Math.max(1, counter >>> CLOCK_SHIFT));
    }

    /** The introduction of a process whose clock the teller does not know. */
    public static Introduction withoutClock(Salt salt) {
        return new Introduction(salt, 0);
    }

    /** Whether the clock is known. */
    public boolean hasClock() {
        return clock != 0;
    }

    /** The counter that the process would use now, in microseconds, rounded down to a multiple of 2^16. */
    public long counter() {
        return Integer.toUnsignedLong(clock) << CLOCK_SHIFT;
    }
}
