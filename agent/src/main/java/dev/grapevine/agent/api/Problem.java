package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * An error (RFC 9457, {@code application/problem+json}).
 *
 * @param type {@code about:blank}: the status determines the kind of error
 * @param title what went wrong, in a few words
 * @param status the HTTP status
 * @param detail why
 * @param remedy what to do about it
 * @param instance the path of the request
 */
@Json
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String remedy,
        @Nullable String instance) {

    /** The problem in one line. Omits the title, which only generalizes the detail. */
    public String line() {
        String line = detail.isEmpty() ? title : detail;
        return remedy == null || remedy.isEmpty() ? line : line + "; " + remedy;
    }
}
