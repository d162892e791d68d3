package dev.grapevine.cluster.net;

import java.nio.channels.SelectionKey;

/** The attachment of a selection key, called when the channel is ready. */
interface SelectionHandler {

    /**
     * Does a bounded amount of work.
     *
     * @param key of the channel that is ready
     * @param now monotonic nanoseconds
     * @return whether input may remain, so that timers should wait for another round
     */
    boolean ready(SelectionKey key, long now);
}
