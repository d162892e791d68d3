package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this agent reads of Envoy's {@code envoy.service.discovery.v3.DiscoveryRequest}. Envoy writes the names of fields
 * with underscores; other writers of the same message use camel case.
 */
@Json
public record DiscoveryRequest(
        @Json.Property("resource_names") @Nullable List<String> resourceNames,
        @Json.Property("resourceNames") @Nullable List<String> resourceNamesInCamelCase,
        @Json.Property("type_url") @Nullable String typeUrl,
        @Json.Property("typeUrl") @Nullable String typeUrlInCamelCase) {

    /** The largest number of services in a request. */
    public static final int MAX_RESOURCES = 1_000;

    /**
     * The services that a request asks for, each once.
     *
     * @throws IllegalArgumentException with a message for users, if the request is not one for endpoints
     */
    public static Set<String> services(byte[] body) {
        DiscoveryRequest request;
        try {
            request = JsonCodec.readForeign(DiscoveryRequest.class, body);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("the body is not a DiscoveryRequest in JSON: " + e.getMessage(), e);
        }
        String type = request.typeUrl() == null ? request.typeUrlInCamelCase() : request.typeUrl();
        if (type != null && !type.isEmpty() && !type.equals(ClusterLoadAssignment.TYPE)) {
            throw new IllegalArgumentException(
                    "type_url is \"" + type + "\"; this path serves " + ClusterLoadAssignment.TYPE + " only");
        }
        List<String> names =
                request.resourceNames() == null || request.resourceNames().isEmpty()
                        ? request.resourceNamesInCamelCase()
                        : request.resourceNames();
        if (names == null || names.isEmpty()) {
            throw new IllegalArgumentException(
                    "resource_names is empty; it names the services whose endpoints are wanted, which is service_name in"
                            + " the eds_cluster_config of a cluster");
        }
        if (names.size() > MAX_RESOURCES) {
            throw new IllegalArgumentException(
                    "resource_names has " + names.size() + " names; at most " + MAX_RESOURCES + " are allowed");
        }
        for (String name : names) {
            if (name == null || name.isEmpty()) {
                throw new IllegalArgumentException("resource_names has an empty name");
            }
        }
        return new LinkedHashSet<>(names);
    }
}
