package dev.grapevine.agent.eds;

import dev.grapevine.agent.api.ClusterLoadAssignment;
import dev.grapevine.agent.api.ClusterLoadAssignment.Endpoint;
import dev.grapevine.agent.api.ClusterLoadAssignment.EndpointAddress;
import dev.grapevine.agent.api.ClusterLoadAssignment.LbEndpoint;
import dev.grapevine.agent.api.ClusterLoadAssignment.Locality;
import dev.grapevine.agent.api.ClusterLoadAssignment.LocalityLbEndpoints;
import dev.grapevine.agent.api.ClusterLoadAssignment.SocketAddress;
import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The endpoints of services, for Envoy. An instance has no endpoint if it has no port, or a host name for an address:
 * Envoy would refuse the whole response. A service without instances has an assignment without endpoints, since without
 * an assignment Envoy would keep the last one.
 */
public final class EndpointAssignments {

    private EndpointAssignments() {}

    /** The assignments of these services, in their order. */
    public static List<ClusterLoadAssignment> of(Set<String> services, List<Instance> instances) {
        Map<String, Map<String, List<LbEndpoint>>> byService = new TreeMap<>();
        Set<String> up = instances.stream()
                .filter(instance -> services.contains(instance.service().service())
                        && instance.discoverable()
                        && socket(instance).isPresent())
                .map(instance -> instance.service().service())
                .collect(Collectors.toSet());
        for (Instance instance : instances) {
            String service = instance.service().service();
            if (services.contains(service)) {
                boolean drains = ReadyInstances.drains(instance) && up.contains(service);
                socket(instance)
                        .ifPresent(socket -> byService
                                .computeIfAbsent(service, name -> new TreeMap<>())
                                .computeIfAbsent(instance.member().zone(), zone -> new ArrayList<>())
                                .add(endpoint(instance, socket, drains)));
            }
        }
        List<ClusterLoadAssignment> assignments = new ArrayList<>();
        for (String service : services) {
            List<LocalityLbEndpoints> localities = new ArrayList<>();
            byService
                    .getOrDefault(service, Map.of())
                    .forEach((zone, endpoints) -> localities.add(new LocalityLbEndpoints(
                            new Locality(zone),
                            List.copyOf(endpoints),
                            endpoints.stream()
                                    .mapToInt(LbEndpoint::loadBalancingWeight)
                                    .sum())));
            assignments.add(new ClusterLoadAssignment(service, localities));
        }
        return assignments;
    }

    private static Optional<SocketAddress> socket(Instance instance) {
        if (instance.port() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SocketAddress(
                    Address.parse(instance.host(), instance.port()).host(), instance.port()));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** @param drains whether it gets no new requests because it drains, which the last ready one still gets */
    private static LbEndpoint endpoint(Instance instance, SocketAddress socket, boolean drains) {
        return new LbEndpoint(
                new Endpoint(new EndpointAddress(socket)),
                drains ? "DRAINING" : status(instance),
                Math.max(1, instance.service().weight()));
    }

    /** DEGRADED endpoints get requests only where there are too few healthy ones. */
    private static String status(Instance instance) {
        ServiceState state = instance.service().state();
        Health health = instance.service().health();
        if (state == ServiceState.MAINTENANCE || health == Health.CRITICAL) {
            return "UNHEALTHY";
        }
        boolean second = health == Health.WARNING
                || instance.service().weight() == 0
                || instance.member().unstable()
                || instance.member().status() != Status.ALIVE;
        return second ? "DEGRADED" : "HEALTHY";
    }
}
