package dev.grapevine.agent.http;

import dev.grapevine.agent.api.StatsInfo;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Address;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** The API of one agent: which routes there are, and what each of them serves. Thread-safe. */
public final class HttpApi {

    private final Cluster cluster;
    private final EventHistory history;
    private final LocalServices services;
    private final AgentInfo info;
    private final Clock clock;
    private final Runnable leave;

    /** @param leave makes the agent leave and end; returns at once */
    public HttpApi(
            Cluster cluster,
            EventHistory history,
            LocalServices services,
            AgentInfo info,
            Clock clock,
            Runnable leave) {
        this.cluster = cluster;
        this.history = history;
        this.services = services;
        this.info = info;
        this.clock = clock;
        this.leave = leave;
    }

    BlockingReads blockingReads(Executor executor) {
        return new BlockingReads(history, executor);
    }

    EventRoutes eventRoutes(ScheduledExecutorService timer, HttpPatience patience) {
        return new EventRoutes(cluster, history, timer, patience);
    }

    /** @param listening where this API is served */
    List<Route> routes(Address listening, HttpResponses responses, BlockingReads reads, EventRoutes events) {
        StatsReport stats = new StatsReport(cluster, () -> new StatsInfo.HttpInfo(events.open(), reads.parked()));
        InstanceInfoMapper mapper = new InstanceInfoMapper(cluster, services);
        List<Route> all = new ArrayList<>();
        SelfReport self = new SelfReport(cluster, services, info, listening, clock);
        all.addAll(new SelfRoutes(cluster, services, self, leave, responses).routes());
        all.addAll(new MonitoringRoutes(cluster, info, stats, responses).routes());
        all.addAll(new MemberRoutes(cluster, clock, responses, reads).routes());
        all.addAll(new KeyRoutes(cluster, responses).routes());
        all.addAll(new ServiceRoutes(cluster, mapper, responses, reads).routes());
        all.addAll(new InstanceRoutes(cluster, services, mapper, responses).routes());
        all.addAll(new DiscoveryRoutes(new ReadyCatalogue(cluster), history, responses).routes());
        all.addAll(events.routes());
        all.addAll(new HistoryRoutes(history, clock, responses).routes());
        all.addAll(new StaticRoutes().routes());
        return all;
    }

    /** The error to report: a member that has stopped accepts no changes, and throws this exception. */
    Exception explained(IllegalStateException error) {
        return new ReadinessState(cluster).stopped()
                ? new ApiException(503, "Stopped", "this member has stopped", "ask another member")
                : error;
    }
}
