package dev.grapevine.agent.http;

import dev.grapevine.agent.metrics.Metrics;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Member;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The state of this agent for monitoring: statistics, metrics, liveness and readiness. */
final class MonitoringRoutes {

    /** The text format of Prometheus. */
    static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private static final int MAX_COMPARED = 32;
    private static final Duration COMPARE_TIMEOUT = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final AgentInfo info;
    private final StatsReport stats;
    private final HttpResponses responses;
    private final Metrics metrics;

    MonitoringRoutes(Cluster cluster, AgentInfo info, StatsReport stats, HttpResponses responses) {
        this.cluster = cluster;
        this.info = info;
        this.stats = stats;
        this.responses = responses;
        this.metrics = new Metrics(cluster, info.dns());
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/stats", this::stats),
                Route.read("/metrics", this::metrics),
                Route.open("/healthz", this::healthz),
                Route.open("/readyz", this::readyz));
    }

    private void stats(Context context) {
        OptionalLong compare = new ApiRequest(context, "compare").number("compare");
        if (compare.isEmpty()) {
            responses.json(context, stats.of(cluster.stats()));
            return;
        }
        int sample = (int) Math.min(compare.getAsLong(), MAX_COMPARED);
        context.future(() -> cluster.pollAgreement(sample, COMPARE_TIMEOUT)
                .thenAccept(current -> responses.json(context, stats.of(current))));
    }

    private void metrics(Context context) {
        context.contentType(METRICS).result(metrics.scrape());
    }

    private void healthz(Context context) {
        requireTurning();
        context.contentType("text/plain;charset=utf-8").result("ok\n");
    }

    private void requireTurning() {
        Duration hungFor = cluster.hungFor();
        if (!hungFor.isZero()) {
            throw new ApiException(
                    503,
                    "Hangs",
                    "the thread of this member has not come round for " + hungFor.toSeconds() + " s",
                    "the log of the agent says where it is; the agent ends by itself if that does not change");
        }
    }

    private String waitsFor() {
        long live = cluster.members().stream().filter(Member::live).count();
        return live < info.expect()
                ? "this member is waiting for others: " + live + " of " + info.expect() + " expected members are alive"
                : "this member has not joined a cluster yet, and is still looking for one";
    }

    private void readyz(Context context) {
        requireTurning();
        ReadinessState readiness = new ReadinessState(cluster);
        if (!readiness.ready()) {
            throw new ApiException(
                    503,
                    "Not ready",
                    readiness.stopped() ? "this member has stopped" : waitsFor(),
                    "see the log of the agent for what it is waiting for");
        }
        context.contentType("text/plain;charset=utf-8").result("ready\n");
    }
}
