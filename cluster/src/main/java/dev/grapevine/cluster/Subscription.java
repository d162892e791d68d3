package dev.grapevine.cluster;

/**
 * A listener that is told of changes, until this is closed or the member has stopped. Thread-safe.
 */
public interface Subscription extends AutoCloseable {
    /**
     * Ends the subscription, at once. If another thread is calling the listener, or is about to, that call goes on to
     * its end; no other begins. May be called again, and by the listener itself.
     */
    @Override
    void close();
}
