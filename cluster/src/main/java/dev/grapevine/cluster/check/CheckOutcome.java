package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import dev.grapevine.model.StateRules;

/**
 * What one run of a check found, or one heartbeat said.
 *
 * @param output for people, cut to {@value #MAX_BYTES} bytes of UTF-8; control characters except tabs and line feeds,
 *     and unpaired surrogates, which could not be sent to others, are replaced by question marks
 */
public record CheckOutcome(Health health, String output) {

    /** The most output that its owner keeps. */
    public static final int MAX_BYTES = 4_096;

    /** The most output that all members are sent, with a change of health. */
    public static final int MAX_PUBLISHED_BYTES = 256;

    public CheckOutcome {
        output = StateRules.cutOutput(clean(output), MAX_BYTES);
    }

    /** A critical outcome. */
    public static CheckOutcome critical(String output) {
        return new CheckOutcome(Health.CRITICAL, output);
    }

    /** The part of an output that all members are sent. */
    public static String published(String output) {
        return StateRules.cutOutput(output, MAX_PUBLISHED_BYTES);
    }

    private static String clean(String text) {
        // No more is kept, and a surrogate pair may straddle the end.
        String bounded = text.length() > MAX_BYTES + 1 ? text.substring(0, MAX_BYTES + 1) : text;
        if (bounded.codePoints().noneMatch(CheckOutcome::unprintable)) {
            return bounded;
        }
        StringBuilder clean = new StringBuilder(bounded.length());
        bounded.replace("\r\n", "\n").codePoints().forEach(c -> clean.appendCodePoint(unprintable(c) ? '?' : c));
        return clean.toString();
    }

    private static boolean unprintable(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t' || Character.getType(c) == Character.SURROGATE;
    }
}
