package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A health check to run.
 *
 * @param check {@code http:/path} or {@code tcp} at the instance's own address and port, {@code http://host:port/path},
 *     {@code https://host:port/path}, {@code tcp://host:port}, {@code ttl:10s} or {@code alias:service@member}
 * @param intervalSeconds between runs; default 10
 * @param timeoutSeconds of one run; default 10
 * @param failures consecutive failures that make it critical; default 2
 * @param successes consecutive successes that make it passing again; default 1
 * @param headers sent besides with an HTTP check; {@code Host} replaces the host of the URL
 * @param tlsSkipVerify whether any certificate of an {@code https} or {@code grpcs} server is accepted; default false
 * @param id unique among the checks of the instance; default: its kind, with a number if there are several
 * @param name for people
 * @param deregisterAfterSeconds the instance is withdrawn once this check has been critical for so long; default never
 * @param method of an HTTP check; default {@code GET}
 * @param body that an HTTP check sends
 * @param contains text that the response to an HTTP check must contain
 */
@Json
public record CheckRequest(
        String check,
        @Nullable Double intervalSeconds,
        @Nullable Double timeoutSeconds,
        @Nullable Integer failures,
        @Nullable Integer successes,
        @Nullable Map<String, String> headers,
        @Nullable Boolean tlsSkipVerify,
        @Nullable String id,
        @Nullable String name,
        @Nullable Double deregisterAfterSeconds,
        @Nullable String method,
        @Nullable String body,
        @Nullable String contains) {
    /** A check without more than its pace. */
    public static CheckRequest of(String check) {
        return new CheckRequest(check, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public CheckRequest {
        Objects.requireNonNull(check, "check is missing");
    }
}
