package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the agent's log in JSON format.
 *
 * @param level {@code ERROR}, {@code WARN}, {@code INFO}, {@code DEBUG} or {@code TRACE}
 * @param event the type of an event of the cluster, as in {@link EventInfo#type}; absent in other lines
 * @param member the name of the member that the event is about, if it is about one
 * @param evidence of a suspicion or a death
 * @param message as in the text format
 * @param error the stack trace of an exception, cut where the line would be too long; usually absent
 */
@Json
public record LogLine(
        Instant time,
        String level,
        @Nullable String event,
        @Nullable String member,
        @Nullable String evidence,
        String message,
        @Nullable String error) {

    /** The fields' names, under which a line is logged. */
    public static final String EVENT = "event";

    public static final String MEMBER = "member";
    public static final String EVIDENCE = "evidence";
}
