package dev.grapevine.cluster;

/** Ends a subscription; a call that is running goes on, none follows. Thread-safe, may be closed twice. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
