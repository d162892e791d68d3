package dev.grapevine.cluster;

import dev.grapevine.core.env.PeerEvent;

/**
 * Receives events in order, on the executor of the subscription, one call at a time. It may block, which delays only
 * itself. A listener that falls more than {@value Cluster#QUEUE_LIMIT} events behind loses all of them, and gets a
 * snapshot instead.
 */
public interface ClusterListener {

    /** The whole view: before the first event, and again with {@code missed > 0} after events were lost. */
    default void onSnapshot(Snapshot snapshot) {}

    /** One event after the last snapshot. */
    default void onEvent(PeerEvent event) {}
}
