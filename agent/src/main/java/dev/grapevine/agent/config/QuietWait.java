package dev.grapevine.agent.config;

import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long a change waits for others, which are then handled together.
 *
 * @param quiet after a change without a further one
 * @param most after the first change in any case
 */
public record QuietWait(Duration quiet, Duration most) {

    /** A second of quiet, ten seconds at most. */
    public static final QuietWait USUAL = new QuietWait(Duration.ofSeconds(1), Duration.ofSeconds(10));

    /**
     * Parses {@code 1s:10s}, or {@code 1s} for ten times that at most.
     *
     * @throws IllegalArgumentException if it is none, with a message that says what is expected
     */
    public static QuietWait parse(String text) {
        String[] parts = text.split(":", -1);
        OptionalLong quiet = Units.duration(parts[0].strip());
        OptionalLong most = parts.length == 1
                ? OptionalLong.of(quiet.orElse(0) > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : quiet.orElse(0) * 10)
                : Units.duration(parts[1].strip());
        if (parts.length > 2
                || quiet.isEmpty()
                || most.isEmpty()
                || quiet.getAsLong() < 0
                || most.getAsLong() < quiet.getAsLong()) {
            throw new IllegalArgumentException(
                    "found \"" + text + "\", expected QUIET:MOST such as 1s:10s, with QUIET not above MOST");
        }
        return new QuietWait(Duration.ofNanos(quiet.getAsLong()), Duration.ofNanos(most.getAsLong()));
    }
}
