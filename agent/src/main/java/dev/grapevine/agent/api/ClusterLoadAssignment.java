package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * The endpoints of one service, as Envoy's {@code envoy.config.endpoint.v3.ClusterLoadAssignment} in JSON.
 *
 * @param clusterName the service
 * @param endpoints by zone
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record ClusterLoadAssignment(String clusterName, List<LocalityLbEndpoints> endpoints) {

    /** The name of this message for Envoy. */
    public static final String TYPE = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";

    /** @param loadBalancingWeight the sum of its endpoints, which a balancer by zones needs */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record LocalityLbEndpoints(Locality locality, List<LbEndpoint> lbEndpoints, int loadBalancingWeight) {}

    /** @param zone of the members; empty if they have none */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Locality(String zone) {}

    /** @param loadBalancingWeight at least 1: Envoy refuses 0 */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record LbEndpoint(Endpoint endpoint, String healthStatus, int loadBalancingWeight) {}

    /** Where to connect. */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Endpoint(EndpointAddress address) {}

    /** Envoy knows other kinds of addresses, which no instance has. */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record EndpointAddress(SocketAddress socketAddress) {}

    /** @param address a literal: Envoy resolves no host names here, and refuses the whole response for one */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record SocketAddress(String address, int portValue) {}
}
