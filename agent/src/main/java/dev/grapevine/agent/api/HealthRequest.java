package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body of a heartbeat.
 *
 * @param status {@code passing}, {@code warning} or {@code critical}
 * @param output text that explains the status
 */
@Json
public record HealthRequest(String status, @Nullable String output) {
    public HealthRequest {
        Objects.requireNonNull(status, "status is missing");
    }
}
