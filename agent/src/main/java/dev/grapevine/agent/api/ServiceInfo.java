package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * A summary of a service.
 *
 * @param name of the service
 * @param instances the number of instances of live members, discoverable or not
 * @param discoverable the number that clients should use
 * @param passing the number with this health
 * @param warning the number with this health
 * @param critical the number with this health
 * @param tags all tags of its instances, sorted
 * @param members owners of its instances, sorted
 */
@Json
public record ServiceInfo(
        String name,
        int instances,
        int discoverable,
        int passing,
        int warning,
        int critical,
        List<String> tags,
        List<String> members) {}
