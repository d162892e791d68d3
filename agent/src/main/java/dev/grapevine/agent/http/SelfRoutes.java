package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EncryptionInfo;
import dev.grapevine.agent.api.JoinRequest;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Address;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** This member itself: its description, joining and leaving. */
final class SelfRoutes {

    private static final int MAX_SEEDS = 64;

    private final Cluster cluster;
    private final AgentInfo info;
    private final Address listening;
    private final Runnable leave;
    private final Clock clock;
    private final HttpResponses responses;

    /** @param listening where this API is served */
    SelfRoutes(
            Cluster cluster, AgentInfo info, Address listening, Runnable leave, Clock clock, HttpResponses responses) {
        this.cluster = cluster;
        this.info = info;
        this.listening = listening;
        this.leave = leave;
        this.clock = clock;
        this.responses = responses;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/self", this::self),
                Route.operate(HandlerType.POST, "/v1/join", this::join),
                Route.operate(HandlerType.POST, "/v1/leave", this::leave));
    }

    private void self(Context context) {
        new ApiRequest(context);
        Instant now = clock.instant();
        responses.json(
                context,
                new SelfInfo(
                        MemberInfo.of(cluster.self()),
                        info.cluster(),
                        info.profile(),
                        info.version(),
                        cluster.address().toString(),
                        listening.toString(),
                        ProcessHandle.current().pid(),
                        info.startedAt(),
                        Duration.between(info.startedAt(), now).toMillis() / 1e3,
                        new ReadinessState(cluster).ready(),
                        info.expect(),
                        cluster.stats().protocol().healthScore(),
                        EncryptionInfo.of(cluster.encryption()),
                        info.data().map(Path::toString).orElse(null)));
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
