package dev.grapevine.fuzz;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Service;
import dev.grapevine.model.Address;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A view in which nothing changes: two members, and services of 1, 3 and 300 instances. No other question may be asked of it. */
final class StillCluster {

    private static final Member SELF = member("n1", "10.0.0.1", true);
    private static final List<Member> MEMBERS = List.of(SELF, member("n2", "fd00::2", false));

    private final Map<String, List<Instance>> services;
    private final Map<String, ReadyInstances> ready = new HashMap<>();

    StillCluster() {
        services = Map.of(
                "db", List.of(instance("db", 1, "db.example.com")),
                "web", List.of(instance("web", 1, ""), instance("web", 2, "10.1.0.2"), instance("web", 3, "fd00::3")),
                "many", many());
        services.forEach((name, instances) -> ready.put(name, ReadyInstances.of(instances)));
    }

    private static List<Instance> many() {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            instances.add(instance("many", i + 1, "10.2." + i / 100 + "." + i % 100));
        }
        return List.copyOf(instances);
    }

    private static Member member(String name, String ip, boolean local) {
        return new Member(
                name,
                1,
                0,
                Status.ALIVE,
                List.of(Address.parse(ip, 7_700)),
                "",
                Set.of(),
                Map.of("rack", "r1"),
                Instant.EPOCH,
                local,
                false,
                false);
    }

    private static Instance instance(String service, int number, String address) {
        ServiceInstance.Builder builder = ServiceInstance.named(service)
                .id(service + "-" + number)
                .port(8_000 + number)
                .tag(number % 2 == 0 ? "even" : "odd")
                .metadata("number", String.valueOf(number));
        if (!address.isEmpty()) {
            builder.address(address);
        }
        return new Instance(SELF, builder.build());
    }

    Cluster cluster() {
        return proxy(Cluster.class, (method, argument) -> switch (method) {
            case "self" -> SELF;
            case "members" -> MEMBERS;
            case "member" ->
                MEMBERS.stream()
                        .filter(member -> member.name().equals(argument))
                        .findFirst();
            case "services" -> services.keySet();
            case "instances" -> services.values().stream().flatMap(List::stream).collect(Collectors.toList());
            case "service" -> service(String.valueOf(argument));
            default -> throw new IllegalStateException(method);
        });
    }

    private Service service(String name) {
        List<Instance> all = Optional.ofNullable(services.get(name)).orElse(List.of());
        return proxy(Service.class, (method, argument) -> switch (method) {
            case "all" -> all;
            case "ready" -> ready.getOrDefault(name, ReadyInstances.of(List.of()));
            default -> throw new IllegalStateException(method);
        });
    }

    private interface Answer {
        Object to(String method, Object argument);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answer.to(method.getName(), arguments == null || arguments.length == 0 ? "" : arguments[0])));
    }
}
