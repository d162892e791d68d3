package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One service of the cluster, wherever its instances run: {@link Cluster#service}. It need not exist yet, and costs
 * nothing to keep or to make again. Thread-safe.
 *
 * <pre>{@code
 * Service web = cluster.service("web");
 * web.pick().ifPresent(instance -> connect(instance.host(), instance.port()));
 * }</pre>
 */
public interface Service {

    /** The name of the service. */
    String name();

    /** The discoverable instances, by member and id; empty if there is none. Costs no copy and no lock. */
    List<Instance> instances();

    /**
     * An instance to send the next request to: one of those that pass their checks, at random and in proportion to their
     * weights. Instances of members that are suspected or unstable are picked only if there is no other, and so are
     * those of weight 0.
     *
     * @return empty if no instance passes its checks
     */
    Optional<Instance> pick();

    /**
     * The same as {@link #pick}, but instances of other zones are picked only if no healthy one is in the zone of the
     * local member.
     */
    Optional<Instance> pickNearby();

    /**
     * Calls a listener with the discoverable instances: at once, and again after each change of them or of their
     * members. A slow listener misses intermediate states, never the last one. It runs on a thread of the library, one
     * call at a time, and may block.
     *
     * @throws IllegalStateException if the local member has stopped
     */
    Subscription watch(Consumer<List<Instance>> listener);

    /** The same as {@link #watch(Consumer)}, on an executor of the caller. */
    Subscription watch(Consumer<List<Instance>> listener, Executor executor);

    /**
     * Waits until the service has at least this many discoverable instances. Not to be called by a listener.
     *
     * @param count 1 or more
     * @return those that were there at that moment
     * @throws TimeoutException if there are still fewer after the timeout; the message says how many
     * @throws InterruptedException if this thread is interrupted
     * @throws IllegalStateException if the local member has stopped, or stops meanwhile
     */
    List<Instance> await(int count, Duration timeout) throws InterruptedException, TimeoutException;
}
