package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body of a change of keys.
 *
 * @param action {@code install}, {@code use} or {@code rotate}
 * @param key to install: base64 of 32 bytes; the agent makes one if it is missing
 * @param id of the key to use, or to rotate to
 * @param force also if members would be cut off
 */
@Json
public record KeyRequest(
        String action,
        @Nullable String key,
        @Nullable String id,
        @Nullable Boolean force) {
    public KeyRequest {
        Objects.requireNonNull(action, "action is missing");
    }

    /** Whether to go on where members would be cut off. */
    public boolean forced() {
        return Boolean.TRUE.equals(force);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return action + (id == null ? "" : " " + id) + (forced() ? " forced" : "");
    }
}
