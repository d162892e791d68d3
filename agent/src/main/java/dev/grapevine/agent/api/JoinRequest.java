package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Objects;

/**
 * Body of a join: the members to contact, and to keep as seeds.
 *
 * @param seeds {@code host:port}, DNS names, {@code srv:name}
 */
@Json
public record JoinRequest(List<String> seeds) {
    public JoinRequest {
        seeds = List.copyOf(Objects.requireNonNull(seeds, "seeds is missing"));
    }
}
