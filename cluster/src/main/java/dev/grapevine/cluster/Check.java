package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckUrl;
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
     * redirects included. The beginning of the body is the output. Requests are made by the Java runtime's HTTP client,
     * without proxy, cookies and credentials; it keeps connections between runs. The certificate of an {@code https}
     * server must be valid for the host, by the default context of the program.
     *
     * @param url absolute, of the scheme {@code http} or {@code https}; its host must be one that {@link URI} accepts,
     *     which {@code my_host} and {@code web.1} are not
     * @throws IllegalArgumentException if the URL is not allowed, with the reason
     */
    static PolledCheck http(String url) {
        return new PolledCheck(new CheckTarget.Http(
                CheckUrl.parse(Objects.requireNonNull(url, "url")).requireJavaUri()));
    }

    /** The same as {@link #http(String)}. */
    static PolledCheck http(URI url) {
        return http(Objects.requireNonNull(url, "url").toString());
    }

    /**
     * A TCP connection: passing if it is accepted, else critical. It is closed at once.
     *
     * @param host name or IP address; a name is looked up for each run, which the timeout includes
     * @param port 1 to 65535
     * @throws IllegalArgumentException if one is not allowed
     */
    static PolledCheck tcp(String host, int port) {
        return new PolledCheck(new CheckTarget.Tcp(Objects.requireNonNull(host, "host"), port));
    }

    /**
     * Asks the program itself. An exception is critical, with its message as the output.
     *
     * @param supplier called by a daemon thread, one call at a time; may block. Interrupted at the timeout, after which
     *     the check is critical. If it does not return even then, it holds its thread, and is not called again until it
     *     does. There are 64 threads: see the documentation of embedding for what happens when they do not suffice
     */
    static PolledCheck of(Supplier<? extends @Nullable Health> supplier) {
        return new PolledCheck(new CheckTarget.Program(Objects.requireNonNull(supplier, "supplier")));
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
