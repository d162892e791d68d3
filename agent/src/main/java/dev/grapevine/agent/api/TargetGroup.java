package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;

/**
 * Targets that have their labels in common, as Prometheus reads them.
 *
 * @param targets {@code host:port} of each
 * @param labels by name; Prometheus drops those that begin with {@code __} after it has relabelled
 */
@Json
public record TargetGroup(List<String> targets, Map<String, String> labels) {}
