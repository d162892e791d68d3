package dev.grapevine.agent.eds;

import dev.grapevine.agent.api.ClusterLoadAssignment;
import dev.grapevine.agent.api.JsonCodec;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Envoy's {@code envoy.service.discovery.v3.DiscoveryResponse}.
 *
 * @param version grows with each change
 * @param resources one for each service that was asked for
 */
public record DiscoveryResponse(long version, List<ClusterLoadAssignment> resources) {

    private static final JsonCodec CODEC = JsonCodec.lenient();

    public DiscoveryResponse {
        resources = List.copyOf(resources);
    }

    /** As JSON. The JSON library takes a field {@code @type} for its own, so it is added here. */
    public String json() {
        String type = "{\"@type\":\"" + ClusterLoadAssignment.TYPE + "\",";
        return "{\"version_info\":\"" + version + "\",\"resources\":"
                + resources.stream()
                        .map(resource -> type + CODEC.write(resource).substring(1))
                        .collect(Collectors.joining(",", "[", "]"))
                + ",\"type_url\":\"" + ClusterLoadAssignment.TYPE + "\"}";
    }
}
