package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.HealthRequest;
import dev.grapevine.agent.api.InstanceStateRequest;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.Registration;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.yaml.Nearest;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;

/** Registers and changes instances of this member. */
final class InstanceRoutes {

    private static final String PATH = "/v1/services/{name}/{id}";

    private final Cluster cluster;
    private final LocalServices services;
    private final InstanceInfoMapper mapper;
    private final HttpResponses responses;

    InstanceRoutes(Cluster cluster, LocalServices services, InstanceInfoMapper mapper, HttpResponses responses) {
        this.cluster = cluster;
        this.services = services;
        this.mapper = mapper;
        this.responses = responses;
    }

    List<Route> routes() {
        return List.of(
                Route.register(HandlerType.PUT, PATH, this::register),
                Route.register(HandlerType.DELETE, PATH, this::deregister),
                Route.register(HandlerType.PUT, PATH + "/health", this::heartbeat),
                Route.register(HandlerType.PUT, PATH + "/state", this::state));
    }

    private void register(Context context) {
        RegisterRequest body = new ApiRequest(context).body(RegisterRequest.class);
        LocalServices.Registered registered =
                services.register(context.pathParam("name"), context.pathParam("id"), body);
        context.status(registered.isNew() ? 201 : 200);
        responses.json(context, mapper.own(registered.registration()));
    }

    private void deregister(Context context) {
        new ApiRequest(context);
        if (!services.deregister(context.pathParam("name"), context.pathParam("id"))) {
            throw unknown(context);
        }
        context.status(204);
    }

    private void heartbeat(Context context) {
        HealthRequest body = new ApiRequest(context).body(HealthRequest.class);
        Health health = EnumNames.health(body.status())
                .orElseThrow(() -> ApiException.badRequest(
                        "found status \"" + body.status() + "\", expected " + EnumNames.list(Health.values()), ""));
        String output = body.output() == null ? "" : body.output();
        switch (services.heartbeat(context.pathParam("name"), context.pathParam("id"), health, output)) {
            case ACCEPTED -> current(context);
            case UNKNOWN -> throw unknown(context);
            case NOT_TTL ->
                throw ApiException.conflict(
                        "the health of this instance comes from its checks, and none of them is a TTL check",
                        "register the instance with the check ttl:10s, or without checks");
        }
    }

    private void state(Context context) {
        StateChange change = StateChange.of(new ApiRequest(context).body(InstanceStateRequest.class));
        String name = context.pathParam("name");
        String id = context.pathParam("id");
        if (!services.state(name, id, change.state(), change.drainFor())) {
            throw owner(name, id)
                    .map(owner -> ApiException.conflict(
                            name + "/" + id + " is an instance of " + owner.name() + ", which alone changes its state",
                            "run '" + change.command(name + "/" + id) + "' on the host of " + owner.name() + " ("
                                    + owner.addresses().get(0).host() + "), or send this to the agent there"))
                    .orElseGet(() -> unknown(context));
        }
        current(context);
    }

    /** Another member that has such an instance. */
    private Optional<Member> owner(String service, String id) {
        return cluster.services().contains(service)
                ? cluster.service(service).all().stream()
                        .filter(instance -> instance.service().id().equals(id))
                        .map(Instance::member)
                        .filter(member -> !member.local())
                        .findFirst()
                : Optional.empty();
    }

    private void current(Context context) {
        Registration registration = services.find(context.pathParam("name"), context.pathParam("id"))
                .orElseThrow(() -> unknown(context));
        responses.json(context, mapper.own(registration));
    }

    private ApiException unknown(Context context) {
        String wanted = context.pathParam("name") + "/" + context.pathParam("id");
        List<String> own = services.all().stream()
                .map(registration -> registration.instance().service() + "/"
                        + registration.instance().id())
                .toList();
        return ApiException.notFound(
                "this member has no instance " + wanted,
                Nearest.of(wanted, own)
                        .map(nearest -> "did you mean " + nearest + "?")
                        .orElse("change an instance on the member that registered it"));
    }
}
