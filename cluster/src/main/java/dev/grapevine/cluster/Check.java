package dev.grapevine.cluster;

import dev.grapevine.cluster.check.HttpTarget;
import dev.grapevine.cluster.check.ProgramTarget;
import dev.grapevine.cluster.check.TcpTarget;
import dev.grapevine.model.Health;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the health of an instance is checked: {@link Cluster#register(dev.grapevine.model.ServiceInstance, Check,
 * Check...)}. Immutable; checked when made; equal to another that checks the same in the same way.
 *
 * <pre>{@code
 * Check.http("http://127.0.0.1:8080/health").every(Duration.ofSeconds(5)).timeout(Duration.ofSeconds(1))
 * Check.tcp("127.0.0.1", 5432)
 * Check.of(() -> queue.size() < 1_000 ? Health.PASSING : Health.WARNING)
 * Check.ttl(Duration.ofSeconds(30))
 * }</pre>
 */
public sealed interface Check permits PolledCheck, TtlCheck {

    /**
     * A GET request: a status of 200 to 299 is passing, 429 (too many requests) a warning, and all else critical,
     * redirects included. The beginning of the body is the output.
     *
     * @param url absolute, of the scheme {@code http} or {@code https}
     * @throws IllegalArgumentException if the URL is not allowed
     * @throws UnsupportedOperationException if the Java runtime does not have the module {@code java.net.http}
     */
    static PolledCheck http(String url) {
        Objects.requireNonNull(url, "url");
        try {
            return http(URI.create(url));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(notAllowed(url), e);
        }
    }

    /** The same as {@link #http(String)}. */
    static PolledCheck http(URI url) {
        Objects.requireNonNull(url, "url");
        boolean known = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!known || url.getHost() == null) {
            throw new IllegalArgumentException(notAllowed(url.toString()));
        }
        return new PolledCheck(HttpTarget.of(url));
    }

    private static String notAllowed(String url) {
        return "check URL '" + url + "' is not allowed: use http://HOST:PORT/PATH or https://HOST:PORT/PATH, where HOST"
                + " is an IP address or a host name of letters, digits, '.' and '-'";
    }

    /**
     * A TCP connection: passing if it is accepted, else critical. It is closed at once.
     *
     * @param host name or IP address; a name is looked up for each run, which the timeout includes
     * @param port 1 to 65535
     * @throws IllegalArgumentException if one is not allowed
     */
    static PolledCheck tcp(String host, int port) {
        Objects.requireNonNull(host, "host");
        if (!host.matches("[A-Za-z0-9._:%-]+")) {
            throw new IllegalArgumentException(
                    "check host '" + host + "' is not allowed: use a host name or an IP address without port");
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("check port must be 1 to 65535, not " + port);
        }
        return new PolledCheck(new TcpTarget(host, port));
    }

    /**
     * Asks the program itself. An exception is critical, with its message as the output.
     *
     * @param supplier called on a thread of its own, one call at a time; interrupted at the timeout
     */
    static PolledCheck of(Supplier<? extends @Nullable Health> supplier) {
        return new PolledCheck(new ProgramTarget(Objects.requireNonNull(supplier, "supplier")));
    }

    /**
     * The program reports its health itself, by {@link ServiceRegistration#pass()} and the like. Critical when no report
     * has come for this long.
     *
     * @param ttl 1 ms to 24 h
     * @throws IllegalArgumentException if it is not in this range
     */
    static Check ttl(Duration ttl) {
        return new TtlCheck(PolledCheck.checked("ttl", ttl));
    }
}
