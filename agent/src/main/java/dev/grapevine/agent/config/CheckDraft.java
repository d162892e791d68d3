package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.yaml.Units;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is said of a check besides its target, wherever it is said: in a file, a flag or a request. What does
 * not go with the target is refused when the check is made. Not thread-safe.
 */
public final class CheckDraft {

    /** How often it runs, and which results count. */
    static final List<String> PACE = List.of("interval", "timeout", "failures", "successes");

    /** What is a single value. */
    static final List<String> KEYS = List.of("interval", "timeout", "failures", "successes", "tls-skip-verify", "ca");

    private @Nullable Duration interval;
    private @Nullable Duration timeout;
    private @Nullable Integer failures;
    private @Nullable Integer successes;
    private Map<String, String> headers = Map.of();
    private boolean verify = true;
    private @Nullable Path authorities;

    /** @throws IllegalArgumentException if the value is not allowed, with a message that says what is */
    void set(String key, String value) {
        switch (key) {
            case "interval" -> interval = CheckSyntax.duration(key, value);
            case "timeout" -> timeout = CheckSyntax.duration(key, value);
            case "failures" -> failures = count(key, value);
            case "successes" -> successes = count(key, value);
            case "tls-skip-verify" -> verify = !truth(key, value);
            case "ca" -> authorities = path(value);
            default ->
                throw new IllegalArgumentException("found " + key + ", expected one of " + String.join(", ", KEYS));
        }
    }

    /** Time between runs; null for the usual one. */
    public CheckDraft interval(@Nullable Duration value) {
        interval = value;
        return this;
    }

    /** Time for a run; null for the usual one. */
    public CheckDraft timeout(@Nullable Duration value) {
        timeout = value;
        return this;
    }

    /** Consecutive failures that make it critical, 1 to 999; null for the usual number. */
    public CheckDraft failures(@Nullable Integer value) {
        failures = value;
        return this;
    }

    /** Consecutive successes that make it passing, 1 to 999; null for the usual number. */
    public CheckDraft successes(@Nullable Integer value) {
        successes = value;
        return this;
    }

    /** Headers that are sent besides. */
    public CheckDraft headers(Map<String, String> value) {
        headers = value;
        return this;
    }

    /** Whether certificates are verified. */
    public CheckDraft verify(boolean value) {
        verify = value;
        return this;
    }

    private static int count(String key, String value) {
        if (value.matches("[1-9]\\d{0,2}")) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("found " + key + " \"" + value + "\", expected 1 to 999");
    }

    private static boolean truth(String key, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("found " + key + " \"" + value + "\", expected true or false");
        }
        return value.equals("true");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("found ca \"" + text + "\", expected a path", e);
        }
    }

    /** Whether a pace was given. */
    boolean hasPace() {
        return interval != null || timeout != null || failures != null || successes != null;
    }

    /**
     * The pace. If no timeout was given, it is the usual one, or the interval if that is shorter.
     *
     * @throws IllegalArgumentException if the timeout is longer than the interval
     */
    CheckSpec.Pace pace(CheckSpec.Pace usual) {
        Duration between = interval == null ? usual.interval() : interval;
        Duration shorter = usual.timeout().compareTo(between) < 0 ? usual.timeout() : between;
        Duration chosen = timeout == null ? shorter : timeout;
        if (chosen.compareTo(between) > 0) {
            throw new IllegalArgumentException(
                    "timeout " + Units.duration(chosen.toNanos()) + " is longer than interval "
                            + Units.duration(between.toNanos()) + "; shorten the timeout or lengthen the interval");
        }
        return new CheckSpec.Pace(
                between,
                chosen,
                failures == null ? usual.failures() : failures,
                successes == null ? usual.successes() : successes);
    }

    HttpCheckOptions http() {
        return new HttpCheckOptions(headers, verify, Optional.ofNullable(authorities));
    }

    CheckSpec.Label label() {
        return CheckSpec.Label.NONE;
    }

    /** @throws IllegalArgumentException if something was said that is for HTTP checks only */
    void requireNoHttp() {
        if (!headers.isEmpty() || !verify || authorities != null) {
            throw new IllegalArgumentException("headers and TLS settings are for http checks only");
        }
    }
}
