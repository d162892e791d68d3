package dev.grapevine.cluster;

/**
 * A listener that is told of changes, until this is closed or the member has stopped. Thread-safe.
 */
public interface Subscription extends AutoCloseable {
    /**
     * Ends the subscription, at once: a call of the listener that is running goes on to its end, and no other begins.
     * May be called again, and by the listener itself.
     */
    @Override
    void close();
}
