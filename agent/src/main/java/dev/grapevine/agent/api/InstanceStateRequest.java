package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Objects;

/**
 * Body of a change of state.
 *
 * @param state {@code up}, {@code drain} or {@code maintenance}
 */
@Json
public record InstanceStateRequest(String state) {
    public InstanceStateRequest {
        Objects.requireNonNull(state, "state is missing");
    }
}
