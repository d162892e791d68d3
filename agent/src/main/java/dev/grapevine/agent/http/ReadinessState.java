package dev.grapevine.agent.http;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Status;

/** Whether the member of this agent is ready to be used. Thread-safe. */
final class ReadinessState {

    private final Cluster cluster;

    ReadinessState(Cluster cluster) {
        this.cluster = cluster;
    }

    boolean ready() {
        return cluster.ready().isDone() && !cluster.ready().isCompletedExceptionally() && !stopped();
    }

    /** Whether it has stopped, or says goodbye: from then on it refuses changes. */
    boolean stopped() {
        return cluster.stopped().isDone() || cluster.self().status() == Status.LEFT;
    }
}
