package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * An error (RFC 9457, {@code application/problem+json}).
 *
 * @param type {@code about:blank}: the status says which kind it is
 * @param title what went wrong, in a few words
 * @param status the HTTP status
 * @param detail why
 * @param remedy what to do about it
 * @param instance the path that was asked for
 */
@Json
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String remedy,
        @Nullable String instance) {

    /** What, why and what to do, in one line; the title says again in general what the detail says in particular. */
    public String line() {
        String line = detail.isEmpty() ? title : detail;
        return remedy == null || remedy.isEmpty() ? line : line + "; " + remedy;
    }
}
