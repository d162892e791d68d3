package dev.grapevine.agent.http;

import dev.grapevine.agent.api.InstanceStateRequest;
import dev.grapevine.agent.api.JoinRequest;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.cluster.Cluster;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;

/** This member itself: its description, its state, joining and leaving. */
final class SelfRoutes {

    private static final int MAX_SEEDS = 64;

    private final Cluster cluster;
    private final LocalServices services;
    private final SelfReport report;
    private final Runnable leave;
    private final HttpResponses responses;

    SelfRoutes(Cluster cluster, LocalServices services, SelfReport report, Runnable leave, HttpResponses responses) {
        this.cluster = cluster;
        this.services = services;
        this.report = report;
        this.leave = leave;
        this.responses = responses;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/self", this::self),
                Route.operate(HandlerType.PUT, "/v1/self/state", this::state),
                Route.operate(HandlerType.POST, "/v1/join", this::join),
                Route.operate(HandlerType.POST, "/v1/leave", this::leave));
    }

    private void self(Context context) {
        new ApiRequest(context);
        responses.json(context, report.now());
    }

    /** Of all instances of this member. */
    private void state(Context context) {
        StateChange change = StateChange.of(new ApiRequest(context).body(InstanceStateRequest.class));
        services.memberState(change.state(), change.drainFor());
        responses.json(context, report.now());
    }

    private void join(Context context) {
        JoinRequest body = new ApiRequest(context).body(JoinRequest.class);
        List<String> seeds = body.seeds();
        if (seeds.isEmpty() || seeds.size() > MAX_SEEDS || seeds.stream().anyMatch(String::isBlank)) {
            throw ApiException.badRequest(
                    "found " + seeds.size() + " seeds, expected 1 to " + MAX_SEEDS + ", none of them blank",
                    "send {\"seeds\":[\"HOST:PORT\"]}");
        }
        cluster.join(seeds);
        context.status(202);
        responses.json(context, body);
    }

    /** Sends the whole response before the leave begins, because the end of this agent closes all connections. */
    private void leave(Context context) throws IOException {
        new ApiRequest(context);
        byte[] self = responses.bytes(MemberInfo.of(cluster.self()));
        context.status(202).contentType(HttpResponses.JSON);
        context.res().setContentLength(self.length);
        context.res().getOutputStream().write(self);
        context.res().flushBuffer();
        leave.run();
    }
}
