package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import dev.grapevine.model.ReadyInstances;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One service of the cluster, wherever its instances run: {@link Cluster#service}. It need not exist yet, and costs
 * nothing to keep or to make again. Thread-safe.
 *
 * <pre>{@code
 * Service web = cluster.service("web");
 * web.pick().ifPresent(instance -> connect(instance.host(), instance.port()));
 * }</pre>
 *
 * <p>What this object says is what the local member knows. It learns of a failure within a fraction of a second, not
 * before: a client that cannot connect to an instance picks another, with {@link #pick(Predicate)}.
 */
public interface Service {

    /** The name of the service. */
    String name();

    /**
     * The discoverable instances, by member and id; empty if there is none. Discoverable are those of live members that
     * are up and not critical; where there is none of these, those that drain and are not critical. Costs no copy and no
     * lock.
     */
    List<Instance> instances();

    /** All instances of live members, discoverable or not, by member and id. Costs no copy and no lock. */
    List<Instance> all();

    /** The instances that clients may be given, for a choice among them. Costs no copy and no lock. */
    ReadyInstances ready();

    /**
     * An instance to send the next request to: one of those that pass their checks, at random and in proportion to their
     * weights. Instances of members that are suspected or unstable are picked only if there is no other, and those of
     * weight 0 only if there is none with a weight; those that drain only if no other passes its checks. Takes no lock; its
     * time grows with the number of instances.
     *
     * @return empty if no instance passes its checks
     */
    Optional<Instance> pick();

    /**
     * The same as {@link #pick()}, among the instances that a filter accepts: those with a tag, or, for a second try,
     * those of other members.
     *
     * <pre>{@code
     * web.pick(instance -> instance.service().tags().contains("v2"));
     * web.pick(instance -> !instance.member().name().equals(failed.member().name()));
     * }</pre>
     *
     * @param eligible called by this thread, at most once for each instance
     */
    Optional<Instance> pick(Predicate<? super Instance> eligible);

    /**
     * The same as {@link #pick()}, but an instance of another zone is picked only if the zone of the local member has
     * none of a member that is alive and stable. Where the local member has no zone, all zones are equal.
     */
    Optional<Instance> pickNearby();

    /**
     * The same as {@link #pickNearby()}, among the instances that a filter accepts.
     *
     * @param eligible called by this thread, at most once for each instance
     */
    Optional<Instance> pickNearby(Predicate<? super Instance> eligible);

    /**
     * Calls a listener with the discoverable instances: at once, and again after each change of them or of their
     * members. A slow listener misses intermediate states, never the last one. It runs on a thread of the library, one
     * call at a time, and may block. If it throws, that is logged, and it is called again after the next change.
     *
     * <p>When the local member stops, the calls end. Close the subscription to end them before that.
     *
     * @throws IllegalStateException if the local member has stopped
     */
    Subscription watch(Consumer<List<Instance>> listener);

    /**
     * The same as {@link #watch(Consumer)}, on an executor of the caller.
     *
     * @param executor runs the listener, one call at a time
     * @throws IllegalStateException if the local member has stopped
     */
    Subscription watch(Consumer<List<Instance>> listener, Executor executor);

    /**
     * Waits until the service has at least this many discoverable instances.
     *
     * @param count 1 or more
     * @param timeout how long to wait; zero or less means to look once
     * @return those that were there at that moment
     * @throws TimeoutException if there are still fewer after the timeout; the message says how many
     * @throws InterruptedException if this thread is interrupted
     * @throws IllegalStateException if the local member has stopped, or stops meanwhile
     */
    List<Instance> await(int count, Duration timeout) throws InterruptedException, TimeoutException;
}
