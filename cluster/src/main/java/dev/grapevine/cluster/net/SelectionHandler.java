package dev.grapevine.cluster.net;

import java.nio.channels.SelectionKey;

/** What is attached to a selection key: it is called when its channel is ready. */
interface SelectionHandler {

    /**
     * Does a bounded amount of work.
     *
     * @param key of the channel that is ready
     * @param now monotonic nanoseconds
     * @return whether input may be left, so that timers had better wait for another round
     */
    boolean ready(SelectionKey key, long now);
}
