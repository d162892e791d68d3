package dev.grapevine.agent.http;

import dev.grapevine.agent.api.DiscoveryRequest;
import dev.grapevine.agent.api.TargetGroup;
import dev.grapevine.agent.config.TokenScope;
import dev.grapevine.agent.eds.DiscoveryResponse;
import dev.grapevine.agent.eds.EndpointAssignments;
import dev.grapevine.agent.events.ChangeTopic;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.agent.sd.PrometheusTargets;
import dev.grapevine.model.Instance;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;

/** The instances in the formats of programs that poll for them: Prometheus and Envoy. */
final class DiscoveryRoutes {

    static final String ENDPOINTS = "/v3/discovery:endpoints";

    private final ReadyCatalogue catalogue;
    private final EventHistory history;
    private final HttpResponses responses;

    DiscoveryRoutes(ReadyCatalogue catalogue, EventHistory history, HttpResponses responses) {
        this.catalogue = catalogue;
        this.history = history;
        this.responses = responses;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/sd/prometheus", this::prometheus),
                new Route(HandlerType.POST, ENDPOINTS, TokenScope.READ, this::envoy));
    }

    private void prometheus(Context context) {
        ApiRequest request = new ApiRequest(context, "service", "tag", "port", "passing");
        PrometheusTargets targets = new PrometheusTargets(
                request.texts("service"), request.texts("tag"), request.texts("port"), request.flag("passing"));
        responses.list(context, TargetGroup.class, targets.of(catalogue.instances()));
    }

    private void envoy(Context context) {
        Set<String> services = DiscoveryRequest.services(new ApiRequest(context).json());
        // Read before the instances, so that a change in between has a newer version.
        long version = services.stream()
                .mapToLong(service -> history.index(ChangeTopic.service(service)))
                .max()
                .orElseThrow();
        List<Instance> instances = catalogue.instances();
        DiscoveryResponse response = new DiscoveryResponse(version, EndpointAssignments.of(services, instances));
        context.contentType(HttpResponses.JSON).result(response.json());
    }
}
