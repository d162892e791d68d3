package dev.grapevine.sim.scenario;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The seeds of one or several runs. Immutable.
 *
 * @param first 0 or more
 * @param last not below the first
 */
public record SeedRange(long first, long last) {

    public static final String ALLOWED = "a number as 42, or a range as 1..100";

    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");
    private static final long MOST = 1_000_000;

    public SeedRange {
        if (first < 0 || last < first || last - first >= MOST) {
            throw new IllegalArgumentException("seeds go from the smaller to the larger, " + MOST + " at most");
        }
    }

    /**
     * Reads {@code 42} or {@code 1..100}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static SeedRange parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException("expected " + ALLOWED);
        }
        long first = Long.parseLong(range.group(1));
        return new SeedRange(first, range.group(2) == null ? first : Long.parseLong(range.group(2)));
    }

    /** How many there are. */
    public int count() {
        return (int) (last - first + 1);
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + ".." + last;
    }
}
