package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;

/**
 * Recent events, as the answering member saw them.
 *
 * @param since the time from which the history is complete: the start of the agent, or the oldest event that is kept
 * @param events the requested events, oldest first
 */
@Json
public record HistoryInfo(Instant since, List<EventInfo> events) {}
