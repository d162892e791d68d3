package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * A service in one line.
 *
 * @param name of the service
 * @param instances how many of live members, discoverable or not
 * @param discoverable how many clients should be given
 * @param passing how many are of this health
 * @param warning how many are of this health
 * @param critical how many are of this health
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
