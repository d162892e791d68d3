package dev.grapevine.agent.http;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Instance;
import java.util.List;

/**
 * The instances of the cluster for programs that replace their whole list by each response. Until this member is ready it
 * knows only some of them, so such a program gets an error, on which it keeps its last list. Thread-safe.
 */
final class ReadyCatalogue {

    private final Cluster cluster;
    private final ReadinessState readiness;

    ReadyCatalogue(Cluster cluster) {
        this.cluster = cluster;
        this.readiness = new ReadinessState(cluster);
    }

    /** All instances of live members. */
    List<Instance> instances() {
        if (readiness.stopped()) {
            throw new ApiException(503, "Stopped", "this member has stopped", "ask another member");
        }
        if (!readiness.ready()) {
            throw new ApiException(
                    503,
                    "Not ready",
                    "this member has not joined its cluster yet, and does not know all instances",
                    "keep the last list and try again; see the log of the agent for what it is waiting for");
        }
        return cluster.instances();
    }
}
