package dev.grapevine.agent.http;

import dev.grapevine.agent.api.JoinRequest;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.cluster.Cluster;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** This member itself: what it is, how it fares, joining and leaving. */
final class NodeRoutes {

    /** The text format of Prometheus. */
    static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private static final int MAX_SEEDS = 64;
    private static final int MAX_COMPARED = 32;
    private static final Duration COMPARE_PATIENCE = Duration.ofSeconds(1);

    private final Node node;
    private final Cluster cluster;
    private final HttpResponses answers;
    private final StatsReport stats;
    private final Supplier<String> listening;

    /** @param listening where this API is served */
    NodeRoutes(Node node, HttpResponses answers, StatsReport stats, Supplier<String> listening) {
        this.node = node;
        this.cluster = node.cluster();
        this.answers = answers;
        this.stats = stats;
        this.listening = listening;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/self", this::self),
                Route.read("/v1/stats", this::stats),
                Route.write(HandlerType.POST, "/v1/join", this::join),
                Route.write(HandlerType.POST, "/v1/leave", this::leave),
                Route.read(
                        "/metrics",
                        context -> context.contentType(METRICS)
                                .result(node.metrics().get())),
                Route.read(
                        "/healthz",
                        context ->
                                context.contentType("text/plain;charset=utf-8").result("ok\n")),
                Route.read("/readyz", this::readyz));
    }

    private void self(Context context) {
        new ApiRequest(context);
        Node.Facts facts = node.facts();
        Instant now = node.clock().instant();
        answers.json(
                context,
                new SelfInfo(
                        MemberInfo.of(cluster.self()),
                        facts.cluster(),
                        facts.profile(),
                        facts.version(),
                        cluster.address().toString(),
                        listening.get(),
                        ProcessHandle.current().pid(),
                        facts.startedAt(),
                        Duration.between(facts.startedAt(), now).toMillis() / 1e3,
                        ready(),
                        cluster.stats().protocol().healthScore(),
                        facts.data().map(Path::toString).orElse(null)));
    }

    private void stats(Context context) {
        OptionalLong compare = new ApiRequest(context, "compare").number("compare");
        if (compare.isEmpty()) {
            answers.json(context, stats.of(cluster.stats()));
            return;
        }
        int sample = (int) Math.min(compare.getAsLong(), MAX_COMPARED);
        context.future(() -> cluster.pollAgreement(sample, COMPARE_PATIENCE)
                .thenAccept(fresh -> answers.json(context, stats.of(fresh))));
    }

    private void join(Context context) {
        JoinRequest body = new ApiRequest(context).body(JoinRequest.class);
        List<String> seeds = body.seeds();
        if (seeds.isEmpty() || seeds.size() > MAX_SEEDS || seeds.stream().anyMatch(String::isBlank)) {
            throw ApiException.badRequest(
                    "found " + seeds.size() + " seeds, allowed are 1 to " + MAX_SEEDS + ", none of them blank",
                    "give {\"seeds\":[\"HOST:PORT\"]}");
        }
        cluster.join(seeds);
        context.status(202);
        answers.json(context, body);
    }

    /** Answers in full before it begins: the end of this agent closes all connections. */
    private void leave(Context context) throws IOException {
        new ApiRequest(context);
        byte[] self = answers.bytes(MemberInfo.of(cluster.self()));
        context.status(202).contentType(HttpResponses.JSON);
        context.res().setContentLength(self.length);
        context.res().getOutputStream().write(self);
        context.res().flushBuffer();
        node.leave().run();
    }

    private void readyz(Context context) {
        if (!ready()) {
            throw new ApiException(
                    503,
                    "Not ready",
                    cluster.stopped().isDone()
                            ? "this member has stopped"
                            : "no cluster was joined yet, and the search for one goes on",
                    "its log says what it waits for");
        }
        context.contentType("text/plain;charset=utf-8").result("ready\n");
    }

    private boolean ready() {
        return cluster.joined().isDone()
                && !cluster.joined().isCompletedExceptionally()
                && !cluster.stopped().isDone();
    }
}
