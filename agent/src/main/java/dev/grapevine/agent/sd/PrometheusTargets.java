package dev.grapevine.agent.sd;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.TargetGroup;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The targets that Prometheus is to scrape: one group for each instance that has a port, whatever its health, because
 * an instance that fails its checks is worth watching.
 *
 * @param services only instances of one of these; all if empty
 * @param tags only instances that have all of these
 * @param ports only these ports of each instance, see {@link #port}; the port of the service if empty
 * @param passing only instances that clients should use
 */
public record PrometheusTargets(List<String> services, List<String> tags, List<String> ports, boolean passing) {

    private static final String META = "__meta_grapevine_";

    public PrometheusTargets {
        services = List.copyOf(services);
        tags = List.copyOf(tags);
        ports = List.copyOf(ports);
    }

    /** The groups of these instances, in their order. */
    public List<TargetGroup> of(List<Instance> instances) {
        List<TargetGroup> groups = new ArrayList<>();
        List<Instance> suiting = instances.stream().filter(this::suits).toList();
        Set<Instance> ready = passing ? ready(suiting) : Set.of();
        for (Instance instance : suiting) {
            List<String> targets = !passing || ready.contains(instance) ? targets(instance) : List.of();
            if (!targets.isEmpty()) {
                groups.add(new TargetGroup(targets, labels(instance)));
            }
        }
        return groups;
    }

    private static Set<Instance> ready(List<Instance> suiting) {
        Map<String, List<Instance>> byService = suiting.stream()
                .collect(Collectors.groupingBy(instance -> instance.service().service()));
        return byService.values().stream()
                .flatMap(all -> ReadyInstances.of(all).any().stream())
                .collect(Collectors.toSet());
    }

    private boolean suits(Instance instance) {
        ServiceInstance service = instance.service();
        return service.port() != 0
                && (services.isEmpty() || services.contains(service.service()))
                && service.tags().containsAll(tags);
    }

    private List<String> targets(Instance instance) {
        String host = instance.host();
        if (host.isEmpty()) {
            return List.of();
        }
        if (ports.isEmpty()) {
            return List.of(new HostPort(host, instance.port()).toString());
        }
        List<String> targets = new ArrayList<>();
        for (String wanted : ports) {
            OptionalInt port = port(instance.service(), wanted);
            if (port.isPresent()) {
                String target = new HostPort(host, port.getAsInt()).toString();
                if (!targets.contains(target)) {
                    targets.add(target);
                }
            }
        }
        return targets;
    }

    /**
     * The port that an instance has under a name: in its metadata {@code metrics-port}, {@code metrics_port} or
     * {@code metrics.port} for {@code metrics}. A number is the port of the service itself, if it is that one.
     */
    private static OptionalInt port(ServiceInstance service, String wanted) {
        OptionalInt number = number(wanted);
        if (number.isPresent()) {
            return number.getAsInt() == service.port() ? number : OptionalInt.empty();
        }
        for (String separator : List.of("-", "_", ".")) {
            OptionalInt port = number(service.metadata().getOrDefault(wanted + separator + "port", ""));
            if (port.isPresent()) {
                return port;
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt number(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            return OptionalInt.empty();
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 0xffff ? OptionalInt.of(port) : OptionalInt.empty();
    }

    private static Map<String, String> labels(Instance instance) {
        ServiceInstance service = instance.service();
        Map<String, String> labels = new TreeMap<>();
        // In the order of the keys, so that of two keys which become one label the same one always counts.
        new TreeMap<>(service.metadata())
                .forEach((key, value) -> labels.putIfAbsent(META + "metadata_" + sanitised(key), value));
        labels.put(META + "service", service.service());
        labels.put(META + "id", service.id());
        labels.put(META + "member", instance.member().name());
        labels.put(META + "member_status", EnumNames.of(instance.member().status()));
        labels.put(META + "zone", instance.member().zone());
        labels.put(META + "address", instance.host());
        labels.put(META + "port", Integer.toString(service.port()));
        labels.put(META + "tags", tags(service.tags()));
        labels.put(META + "weight", Integer.toString(service.weight()));
        labels.put(META + "health", EnumNames.of(service.health()));
        labels.put(META + "state", EnumNames.of(service.state()));
        labels.put(META + "stale", Boolean.toString(instance.member().status() != Status.ALIVE));
        labels.put(META + "unstable", Boolean.toString(instance.member().unstable()));
        return labels;
    }

    /** With a comma before and after each, so that a regular expression finds a whole tag: {@code .*,v1,.*}. */
    private static String tags(List<String> tags) {
        return tags.isEmpty() ? "" : "," + String.join(",", tags) + ",";
    }

    /** A label has letters, digits and underscores only. */
    private static String sanitised(String key) {
        return key.replaceAll("[^A-Za-z0-9_]", "_");
    }
}
