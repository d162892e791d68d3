package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body of a registration. Every field is optional.
 *
 * @param address host name or IP literal that the instance listens on; default: the address of this member
 * @param port 0 to 65535; default 0, for none
 * @param tags short labels
 * @param metadata free text by key
 * @param weight 0 to 65535; default 1
 * @param health initial health; default {@code critical} if there are checks, else {@code passing}
 * @param output text that explains the health
 * @param state {@code up} (default), {@code drain} or {@code maintenance}
 * @param checks the worst result is the health of the instance
 */
@Json
public record RegisterRequest(
        @Nullable String address,
        @Nullable Integer port,
        @Nullable List<String> tags,
        @Nullable Map<String, String> metadata,
        @Nullable Integer weight,
        @Nullable String health,
        @Nullable String output,
        @Nullable String state,
        @Nullable List<CheckRequest> checks) {

    public RegisterRequest {
        tags = tags == null ? null : List.copyOf(tags);
        checks = checks == null ? null : List.copyOf(checks);
        if (metadata != null) {
            metadata.forEach((key, value) -> Objects.requireNonNull(value, () -> "metadata " + key + " is null"));
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }
}
