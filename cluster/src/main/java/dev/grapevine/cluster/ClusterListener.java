package dev.grapevine.cluster;

import dev.grapevine.core.env.Event;

/**
 * Hears what happens, in order, on the executor given with the subscription; never two calls at a time. May block: that
 * delays nobody but itself. One that falls more than {@value Cluster#QUEUE_LIMIT} events behind loses them as a whole
 * and gets a snapshot instead.
 */
public interface ClusterListener {

    /** The whole view: first of all, and again with {@code missed > 0} after events were lost. */
    default void onSnapshot(Snapshot snapshot) {}

    /** One thing that happened after the last snapshot. */
    default void onEvent(Event event) {}
}
