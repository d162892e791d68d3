package dev.grapevine.cluster;

/**
 * A handle that ends a subscription. A running call is completed; no other follows. Thread-safe; may be closed twice.
 */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
