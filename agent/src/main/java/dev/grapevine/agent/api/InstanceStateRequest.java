package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body of a change of state.
 *
 * @param state {@code up}, {@code drain} or {@code maintenance}
 * @param for_ {@code for} in JSON: how long it drains, such as {@code 30s}, before it goes to maintenance; absent for as
 *     long as nobody changes it
 */
@Json
public record InstanceStateRequest(
        String state, @Json.Property("for") @Nullable String for_) {
    public InstanceStateRequest {
        Objects.requireNonNull(state, "state is missing");
    }
}
