package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Objects;

/**
 * What an operator wants of an instance.
 *
 * @param state {@code up}, {@code drain} or {@code maintenance}
 */
@Json
public record InstanceStateRequest(String state) {
    public InstanceStateRequest {
        Objects.requireNonNull(state, "state is missing");
    }
}
