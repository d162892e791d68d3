package dev.grapevine.cluster;

/**
 * Is told of events in order, one call at a time. Override what is of interest: {@link #onEvent} is called for every
 * event, and the method of its kind right after it.
 *
 * <p>A listener may block, which delays only itself. A listener that falls more than {@value Cluster#QUEUE_LIMIT} events
 * behind loses all of them, and gets a snapshot instead. If a method throws, the exception is logged, and the listener
 * goes on with the next event.
 */
public interface ClusterListener {

    /** The whole view: before the first event, and again with {@code missed > 0} after events were lost. */
    default void onSnapshot(Snapshot snapshot) {}

    /** Every event after the last snapshot. */
    default void onEvent(Event event) {}

    /** A member is new, or is back with a new generation. */
    default void onJoined(Event.Joined event) {}

    /** A member may have failed. {@link #onFailed} or {@link #onRecovered} follows. */
    default void onSuspected(Event.Suspected event) {}

    /** A member was declared dead. */
    default void onFailed(Event.Failed event) {}

    /** A member refuted a suspicion or a verdict: it runs. */
    default void onRecovered(Event.Recovered event) {}

    /** A member left gracefully. */
    default void onLeft(Event.Left event) {}

    /** A live member's addresses, tags or metadata changed. */
    default void onUpdated(Event.Updated event) {}

    /** A service instance became discoverable. */
    default void onServiceUp(Event.ServiceUp event) {}

    /** A service instance is no longer discoverable. */
    default void onServiceDown(Event.ServiceDown event) {}

    /** A discoverable service instance changed. */
    default void onServiceChanged(Event.ServiceChanged event) {}

    /** Something that a person should look at: no seed answers, a name is used twice, this member hangs. */
    default void onWarning(Event.Warning event) {}
}
