package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.HealthRequest;
import dev.grapevine.agent.api.InstanceStateRequest;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.Registration;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceState;
import dev.grapevine.yaml.Nearest;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/** Registers and changes instances of this member. */
final class InstanceRoutes {

    private static final String PATH = "/v1/services/{name}/{id}";

    private final LocalServices services;
    private final InstanceInfoMapper mapper;
    private final HttpResponses responses;

    InstanceRoutes(LocalServices services, InstanceInfoMapper mapper, HttpResponses responses) {
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
        responses.json(context, mapper.own(registered.registration().instance()));
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
        InstanceStateRequest body = new ApiRequest(context).body(InstanceStateRequest.class);
        ServiceState state = EnumNames.state(body.state())
                .orElseThrow(() -> ApiException.badRequest(
                        "found state \"" + body.state() + "\", expected up, drain, maintenance", ""));
        if (!services.state(context.pathParam("name"), context.pathParam("id"), state)) {
            throw unknown(context);
        }
        current(context);
    }

    private void current(Context context) {
        Registration registration = services.find(context.pathParam("name"), context.pathParam("id"))
                .orElseThrow(() -> unknown(context));
        responses.json(context, mapper.own(registration.instance()));
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
