package dev.grapevine.cluster;

import dev.grapevine.core.Why;
import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.view.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One member of a cluster, run inside this program. Thread-safe. */
public interface Cluster extends AutoCloseable {

    /** Events that a listener may be behind. */
    int QUEUE_LIMIT = 1_024;

    /** Completes when a cluster was joined (or there is none to join); exceptionally if this member gave up. */
    CompletableFuture<Cluster> joined();

    /** Completes when this member has stopped for good: left, closed, or given up its name (then with the reason). */
    CompletableFuture<String> stopped();

    Member self();

    /** Where it listens; the port that was picked, where 0 was asked for. */
    Address address();

    List<Member> members();

    Optional<Member> member(String name);

    Set<String> services();

    /** The discoverable instances of a service; empty for an unknown one. */
    List<Instance> instances(String service);

    /** All instances, discoverable or not, of live members. */
    List<Instance> allInstances();

    List<ServiceInstance> ownInstances();

    void register(ServiceInstance instance);

    boolean deregister(String service, String id);

    void updateTags(Set<String> tags);

    void updateMetadata(Map<String, String> metadata);

    Optional<Why> why(String member);

    Subscription subscribe(ClusterListener listener, Executor executor);

    Subscription subscribeStable(Consumer<StableView> listener, Executor executor);

    void join(List<String> seeds);

    boolean forget(String member);

    Stats stats();

    /** Asks random members for their view hash, so that agreement is known soon; completes with fresh stats. */
    CompletableFuture<Stats> pollAgreement(int sample, Duration timeout);

    CompletableFuture<Void> leave();

    /** Leaves (at most the leave timeout) and frees everything. */
    @Override
    void close();
}
