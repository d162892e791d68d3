package dev.grapevine.cluster;

import dev.grapevine.model.Health;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;

/**
 * An instance of the local member that has checks. It ends with {@link #close}, with {@link Cluster#deregister}, when
 * the instance is registered again with other checks or none, and when the member leaves or stops. Thread-safe.
 *
 * <pre>{@code
 * ServiceRegistration worker = cluster.register(
 *         ServiceInstance.named("worker").port(9000).build(), Check.ttl(Duration.ofSeconds(30)));
 * worker.pass();                      // at least every 30 s
 * worker.warn("queue is 90% full");
 * worker.close();
 * }</pre>
 */
public interface ServiceRegistration extends AutoCloseable {

    /** The instance with its current health, as it was published last. */
    ServiceInstance instance();

    /**
     * Publishes the instance with other tags, metadata, address, port, weight or state. Its checks go on; the health
     * and output given here do not count.
     *
     * @param changed of the same service and id
     * @throws IllegalArgumentException if it is another instance, or a part of it is not allowed
     * @throws LimitExceededException if it would exceed a limit on this member's state; then nothing has changed
     * @throws IllegalStateException if this registration has ended
     */
    void update(ServiceInstance changed);

    /**
     * Tells the {@linkplain Check#ttl TTL checks} of this instance how it is. Costs nothing for the cluster unless the
     * health changes.
     *
     * @param output for people; the first 256 bytes are published when the health changes
     * @throws IllegalStateException if this registration has ended, or has no TTL check
     */
    void report(Health health, String output);

    /** Reports {@link Health#PASSING}. */
    default void pass() {
        report(Health.PASSING, "");
    }

    /** Reports {@link Health#WARNING}: still discoverable, but not picked. */
    default void warn(String output) {
        report(Health.WARNING, output);
    }

    /** Reports {@link Health#CRITICAL}: no longer discoverable. */
    default void fail(String output) {
        report(Health.CRITICAL, output);
    }

    /** Withdraws the instance and ends its checks. Does nothing if this registration has ended. */
    @Override
    void close();
}
