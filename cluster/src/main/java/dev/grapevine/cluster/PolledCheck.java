package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckDefinition;
import dev.grapevine.cluster.check.CheckPolicy;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check that the library makes again and again. The first run comes at once, the others in a steady rhythm. By
 * default every 10 s with a timeout of 10 s, critical after 2 failures in a row, and passing again after 1 success.
 * After a failure that is not decisive yet, the next run comes within a second.
 *
 * <p>Immutable: each method returns a changed copy.
 */
public final class PolledCheck implements Check {

    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST = 999;

    private final CheckTarget target;
    private final @Nullable Duration interval;
    private final @Nullable Duration timeout;
    private final int failures;
    private final int successes;

    PolledCheck(CheckTarget target) {
        this(target, null, null, 2, 1);
    }

    private PolledCheck(
            CheckTarget target, @Nullable Duration interval, @Nullable Duration timeout, int failures, int successes) {
        if (interval != null && timeout != null && timeout.compareTo(interval) > 0) {
            throw new IllegalArgumentException("timeout " + CheckTarget.seconds(timeout) + " is longer than interval "
                    + CheckTarget.seconds(interval) + "; shorten the timeout or lengthen the interval");
        }
        this.target = target;
        this.interval = interval;
        this.timeout = timeout;
        this.failures = failures;
        this.successes = successes;
    }

    /**
     * How often to check.
     *
     * @param value 1 ms to 24 h. Default: 10 s, or the timeout if that is longer
     * @throws IllegalArgumentException if it is not in this range, or shorter than the timeout that was given
     */
    public PolledCheck every(Duration value) {
        return new PolledCheck(target, checked("interval", value), timeout, failures, successes);
    }

    /**
     * How long one run may take. A longer run counts as a failure.
     *
     * @param value 1 ms to 24 h. Default: 10 s, or the interval if that is shorter
     * @throws IllegalArgumentException if it is not in this range, or longer than the interval that was given
     */
    public PolledCheck timeout(Duration value) {
        return new PolledCheck(target, interval, checked("timeout", value), failures, successes);
    }

    /**
     * How many failures in a row make the instance critical.
     *
     * @param count 1 to 999. Default: 2
     * @throws IllegalArgumentException if it is not in this range
     */
    public PolledCheck failures(int count) {
        return new PolledCheck(target, interval, timeout, checked("failures", count), successes);
    }

    /**
     * How many successes in a row make the instance passing again.
     *
     * @param count 1 to 999. Default: 1
     * @throws IllegalArgumentException if it is not in this range
     */
    public PolledCheck successes(int count) {
        return new PolledCheck(target, interval, timeout, failures, checked("successes", count));
    }

    /**
     * Has an HTTP check send a header, besides those given before. Values are not shown anywhere.
     *
     * @param name not {@code Host}, which the Java runtime's client sets itself, and none that says how a request is sent
     * @throws IllegalArgumentException if it cannot be sent, or this is no HTTP check
     */
    public PolledCheck header(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        if (!(target instanceof CheckTarget.Http http)) {
            throw new IllegalArgumentException("only an HTTP check has headers, not " + this);
        }
        if (name.equalsIgnoreCase("Host")) {
            throw new IllegalArgumentException(
                    "the Java runtime's HTTP client sets Host itself; use the name in the URL, or let an agent check it");
        }
        Map<String, String> headers = new LinkedHashMap<>(http.options().headers());
        headers.put(name, value);
        HttpCheckOptions options = new HttpCheckOptions(headers, true, Optional.empty());
        return new PolledCheck(new CheckTarget.Http(http.url(), options), interval, timeout, failures, successes);
    }

    private static int checked(String what, int count) {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException(what + " must be 1 to " + MOST + ", not " + count);
        }
        return count;
    }

    static Duration checked(String what, Duration value) {
        Objects.requireNonNull(value, what);
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must be 1 ms to 24 h, not " + value);
        }
        return value;
    }

    CheckDefinition definition() {
        return new CheckDefinition.Polled(target, policy());
    }

    CheckPolicy policy() {
        Duration every =
                interval != null ? interval : timeout != null && timeout.compareTo(USUAL) > 0 ? timeout : USUAL;
        Duration limit = timeout != null ? timeout : every.compareTo(USUAL) < 0 ? every : USUAL;
        return new CheckPolicy(every, limit, failures, successes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PolledCheck check
                && check.target.equals(target)
                && check.policy().equals(policy());
    }

    @Override
    public int hashCode() {
        return 31 * target.hashCode() + policy().hashCode();
    }

    @Override
    public String toString() {
        return target + " every " + CheckTarget.seconds(policy().interval());
    }
}
