package dev.grapevine.agent.http;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.Nearness;
import dev.grapevine.agent.api.ServiceInfo;
import dev.grapevine.agent.events.ChangeTopic;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.yaml.Nearest;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The services, and their instances. */
final class ServiceRoutes {

    private final Cluster cluster;
    private final InstanceInfoMapper mapper;
    private final HttpResponses responses;
    private final BlockingReads reads;
    private final InstanceJson written;

    ServiceRoutes(Cluster cluster, InstanceInfoMapper mapper, HttpResponses responses, BlockingReads reads) {
        this.cluster = cluster;
        this.mapper = mapper;
        this.responses = responses;
        this.reads = reads;
        this.written = new InstanceJson(mapper, responses);
    }

    List<Route> routes() {
        return List.of(Route.read("/v1/services", this::services), Route.read("/v1/services/{name}", this::instances));
    }

    private void services(Context context) {
        ApiRequest request = new ApiRequest(context, "index", "wait");
        reads.answer(context, request, ChangeTopic.SERVICES, () -> {
            Map<String, List<Instance>> byName = new TreeMap<>();
            for (Instance instance : cluster.instances()) {
                byName.computeIfAbsent(instance.service().service(), name -> new ArrayList<>())
                        .add(instance);
            }
            List<ServiceInfo> all = new ArrayList<>();
            byName.forEach((name, instances) -> all.add(info(name, instances)));
            responses.list(context, ServiceInfo.class, all);
        });
    }

    private static ServiceInfo info(String name, List<Instance> instances) {
        Set<String> tags = new TreeSet<>();
        Set<String> members = new TreeSet<>();
        for (Instance instance : instances) {
            tags.addAll(instance.service().tags());
            members.add(instance.member().name());
        }
        return new ServiceInfo(
                name,
                instances.size(),
                ReadyInstances.of(instances).any().size(),
                count(instances, instance -> instance.service().health() == Health.PASSING),
                count(instances, instance -> instance.service().health() == Health.WARNING),
                count(instances, instance -> instance.service().health() == Health.CRITICAL),
                List.copyOf(tags),
                List.copyOf(members));
    }

    private static int count(List<Instance> instances, Predicate<Instance> which) {
        return (int) instances.stream().filter(which).count();
    }

    private void instances(Context context) {
        ApiRequest request = new ApiRequest(context, "passing", "tag", "zone", "near", "index", "wait");
        String name = context.pathParam("name");
        boolean passing = request.flag("passing");
        List<String> tags = context.queryParams("tag");
        Optional<String> zone = request.text("zone");
        Optional<String> near = request.text("near");
        boolean waits = request.number("index").isPresent();
        reads.answer(context, request, ChangeTopic.service(name), () -> {
            List<Instance> all =
                    cluster.services().contains(name) ? cluster.service(name).all() : List.of();
            Predicate<Instance> wanted = instance -> instance.service().tags().containsAll(tags)
                    && (zone.isEmpty() || zone.get().equals(instance.member().zone()));
            List<Instance> suiting = passing
                    ? ReadyInstances.of(all).suiting(wanted)
                    : all.stream().filter(wanted).toList();
            // A client that waits for a service to appear gets an empty list, not an error.
            if (all.isEmpty() && !waits) {
                throw unknown(name);
            }
            if (near.isPresent()) {
                suiting = nearestFirst(suiting, near.get());
            }
            if (HttpResponses.pretty(context)) {
                responses.list(
                        context,
                        InstanceInfo.class,
                        suiting.stream().map(mapper::of).toList());
            } else {
                context.contentType(HttpResponses.JSON).result(written.array(name, all, suiting));
            }
        });
    }

    private List<Instance> nearestFirst(List<Instance> instances, String near) {
        Member member = near.equals(Nearness.SELF)
                ? cluster.self()
                : cluster.members().stream()
                        .filter(each -> each.name().equals(near))
                        .findFirst()
                        .orElseThrow(() -> ApiException.notFound(
                                "there is no member \"" + near + "\"",
                                Nearest.of(
                                                near,
                                                cluster.members().stream()
                                                        .map(Member::name)
                                                        .toList())
                                        .map(nearest -> "did you mean \"" + nearest + "\"?")
                                        .orElse("GET /v1/members lists all members")));
        Nearness nearness = new Nearness(member.name(), member.zone());
        return instances.stream()
                .sorted(Comparator.comparingInt(instance -> nearness.rank(
                        instance.member().name(), instance.member().zone())))
                .toList();
    }

    private ApiException unknown(String name) {
        Set<String> known = cluster.services();
        return ApiException.notFound(
                "there is no service \"" + name + "\"",
                Nearest.of(name, known)
                        .map(nearest -> "did you mean \"" + nearest + "\"?")
                        .orElse("GET /v1/services lists all services"));
    }
}
