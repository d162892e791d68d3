package dev.grapevine.agent.config;

import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.List;

/** Collects the pace of a check while it is read. */
final class CheckPaceBuilder {

    static final List<String> KEYS = List.of("interval", "timeout", "failures", "successes");

    private Duration interval = CheckSpec.Pace.DEFAULT.interval();
    private Duration timeout = Duration.ZERO;
    private int failures = CheckSpec.Pace.DEFAULT.failures();
    private int successes = CheckSpec.Pace.DEFAULT.successes();

    /** @throws IllegalArgumentException if the value is not allowed, with a message that says what is */
    void set(String key, String value) {
        switch (key) {
            case "interval" -> interval = CheckSyntax.duration(key, value);
            case "timeout" -> timeout = CheckSyntax.duration(key, value);
            case "failures" -> failures = count(key, value);
            default -> successes = count(key, value);
        }
    }

    private static int count(String key, String value) {
        if (value.matches("[1-9]\\d{0,2}")) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("found " + key + " \"" + value + "\", expected 1 to 999");
    }

    /**
     * The pace. If no timeout was given, it is the default timeout, or the interval if that is shorter.
     *
     * @throws IllegalArgumentException if the timeout is longer than the interval
     */
    CheckSpec.Pace build() {
        Duration usual = CheckSpec.Pace.DEFAULT.timeout();
        Duration chosen = !timeout.isZero() ? timeout : usual.compareTo(interval) < 0 ? usual : interval;
        if (chosen.compareTo(interval) > 0) {
            throw new IllegalArgumentException(
                    "timeout " + Units.duration(chosen.toNanos()) + " is longer than interval "
                            + Units.duration(interval.toNanos()) + "; shorten the timeout or lengthen the interval");
        }
        return new CheckSpec.Pace(interval, chosen, failures, successes);
    }
}
