package dev.grapevine.agent.config;

import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.List;

/** The pace of a check as far as it is read. */
final class CheckPaceBuilder {

    static final List<String> KEYS = List.of("interval", "timeout", "failures", "successes");

    private Duration interval = CheckSpec.Pace.USUAL.interval();
    private Duration timeout = Duration.ZERO;
    private int failures = CheckSpec.Pace.USUAL.failures();
    private int successes = CheckSpec.Pace.USUAL.successes();

    /** @throws IllegalArgumentException if the value is not allowed; the message says what is */
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
        throw new IllegalArgumentException("found " + key + " \"" + value + "\", allowed is 1 to 999");
    }

    /**
     * The pace; a timeout that was not given is the usual one, or the interval if that is shorter.
     *
     * @throws IllegalArgumentException if the timeout is longer than the interval
     */
    CheckSpec.Pace done() {
        Duration usual = CheckSpec.Pace.USUAL.timeout();
        Duration patience = !timeout.isZero() ? timeout : usual.compareTo(interval) < 0 ? usual : interval;
        if (patience.compareTo(interval) > 0) {
            throw new IllegalArgumentException(
                    "timeout " + Units.duration(patience.toNanos()) + " is longer than interval "
                            + Units.duration(interval.toNanos()) + "; shorten it or lengthen the interval");
        }
        return new CheckSpec.Pace(interval, patience, failures, successes);
    }
}
