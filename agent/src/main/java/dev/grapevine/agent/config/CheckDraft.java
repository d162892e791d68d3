package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.model.StateRules;
import dev.grapevine.yaml.Units;
import java.nio.charset.StandardCharsets;
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
    static final List<String> KEYS = List.of(
            "interval",
            "timeout",
            "failures",
            "successes",
            "id",
            "name",
            "deregister-after",
            "method",
            "body",
            "contains",
            "tls-skip-verify",
            "ca");

    private static final Duration MAX_DEREGISTER_AFTER = Duration.ofDays(30);

    private @Nullable Duration interval;
    private @Nullable Duration timeout;
    private @Nullable Integer failures;
    private @Nullable Integer successes;
    private String id = "";
    private String name = "";
    private @Nullable Duration deregisterAfter;
    private String method = "";
    private String body = "";
    private String contains = "";
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
            case "id" -> id(value);
            case "name" -> name(value);
            case "deregister-after" -> deregisterAfter(CheckSyntax.longDuration(key, value));
            case "method" -> method(value);
            case "body" -> body(value);
            case "contains" -> contains(value);
            case "tls-skip-verify" -> verify = !truth(key, value);
            case "ca" -> authorities = path(value);
            default ->
                throw new IllegalArgumentException("found " + key + ", expected one of " + String.join(", ", KEYS));
        }
    }

    /** The same, as far as it is said for several checks. */
    CheckDraft copy() {
        CheckDraft copy = new CheckDraft();
        copy.interval = interval;
        copy.timeout = timeout;
        copy.failures = failures;
        copy.successes = successes;
        return copy;
    }

    /** @throws IllegalArgumentException if it cannot be an id */
    public CheckDraft id(String value) {
        if (!value.isEmpty() && (!StateRules.isId(value) || value.startsWith(CheckSpec.Alias.PREFIX))) {
            throw new IllegalArgumentException("found id \"" + shown(value) + "\", expected 1 to " + StateRules.MAX_ID
                    + " characters of A-Z a-z 0-9 . _ : -, not beginning with " + CheckSpec.Alias.PREFIX);
        }
        id = value;
        return this;
    }

    /** @throws IllegalArgumentException if it cannot be a name */
    public CheckDraft name(String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > StateRules.MAX_LABEL
                || value.codePoints()
                        .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("found name \"" + shown(value) + "\", expected at most "
                    + StateRules.MAX_LABEL + " bytes without control characters");
        }
        name = value;
        return this;
    }

    private static String shown(String value) {
        String printable = value.replaceAll("[^ -~]", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "..." : printable;
    }

    /**
     * After what time in critical health the instance is withdrawn; null for never.
     *
     * @throws IllegalArgumentException if it is not 1 s to 30 days
     */
    public CheckDraft deregisterAfter(@Nullable Duration value) {
        if (value != null
                && (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(MAX_DEREGISTER_AFTER) > 0)) {
            throw new IllegalArgumentException("found " + Units.duration(value.toNanos())
                    + " until the instance is withdrawn, expected 1s to 720h");
        }
        deregisterAfter = value;
        return this;
    }

    /** The method of an HTTP check; empty for the usual one. */
    public CheckDraft method(String value) {
        method = value;
        return this;
    }

    /** What an HTTP check sends; empty for nothing. */
    public CheckDraft body(String value) {
        body = value;
        return this;
    }

    /** What the response to an HTTP check has to contain; empty for anything. */
    public CheckDraft contains(String value) {
        contains = value;
        return this;
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
        return new HttpCheckOptions(
                headers,
                verify,
                Optional.ofNullable(authorities),
                method.isEmpty() ? HttpCheckOptions.GET : method,
                body,
                contains);
    }

    CheckSpec.Label label() {
        return new CheckSpec.Label(id, name, Optional.ofNullable(deregisterAfter));
    }

    /** @throws IllegalArgumentException if something was said that is for HTTP checks only */
    void requireNoHttp() {
        requireNoTls();
        requireNoRequest();
    }

    private void requireNoTls() {
        if (!verify || authorities != null) {
            throw new IllegalArgumentException("TLS settings are for http and grpc checks only");
        }
    }

    void requireNoRequest() {
        if (!headers.isEmpty() || !method.isEmpty() || !body.isEmpty() || !contains.isEmpty()) {
            throw new IllegalArgumentException("headers, method, body and contains are for http checks only");
        }
    }
}
