package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the agent's log in JSON format.
 *
 * @param level {@code ERROR}, {@code WARN}, {@code INFO}, {@code DEBUG} or {@code TRACE}
 * @param message as in the text format
 * @param error the stack trace of an exception; usually absent
 */
@Json
public record LogLine(
        Instant time,
        String level,
        String message,
        @Nullable String error) {}
