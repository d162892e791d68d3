package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;

/**
 * What happened lately, as the answering member saw it.
 *
 * @param since from when on nothing is missing: its start, or the oldest event that is still kept
 * @param events those that were asked for, oldest first
 */
@Json
public record HistoryInfo(Instant since, List<EventInfo> events) {}
