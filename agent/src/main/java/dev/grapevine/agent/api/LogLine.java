package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the agent's log, for machines.
 *
 * @param level {@code ERROR}, {@code WARN}, {@code INFO}, {@code DEBUG} or {@code TRACE}
 * @param message as in the log for people
 * @param error what was thrown, with where it came from; mostly absent
 */
@Json
public record LogLine(
        Instant time,
        String level,
        String message,
        @Nullable String error) {}
