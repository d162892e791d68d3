package dev.grapevine.cluster;

import dev.grapevine.core.Why;
import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.Settings;
import dev.grapevine.model.Address;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One member of a cluster, run inside this program.
 *
 * <pre>{@code
 * try (Cluster first = Cluster.builder().name("node1").cluster("shop").port(0).start();
 *         Cluster second = Cluster.builder()
 *                 .name("node2")
 *                 .cluster("shop")
 *                 .port(0)
 *                 .seeds(first.address().toString())
 *                 .services(ServiceInstance.of("web", 8080))
 *                 .start()) {
 *     second.joined().join();
 *     second.members().forEach(member -> System.out.println(member.name() + " " + member.status()));
 *     second.instances("web").forEach(web -> System.out.println(web.host() + ":" + web.port()));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Questions are answered by the member's own thread within microseconds and never wait for the network.
 * Once this member has stopped, questions are answered with what it knew last, and whatever would change something
 * throws {@link IllegalStateException}. Its threads are daemons: they do not keep a program running whose own threads
 * have ended.
 */
public interface Cluster extends AutoCloseable {

    /** Events that a listener may be behind. */
    int QUEUE_LIMIT = 1_024;

    /** Describes a member that is to be started. */
    static Builder builder() {
        return new ClusterBuilder();
    }

    /**
     * Completes when a cluster was joined (or there is none to join); exceptionally, with a message for people, if this
     * member stopped before that, because its name is taken for instance. Its dependents run on threads of their own.
     */
    CompletableFuture<Cluster> joined();

    /**
     * Completes when this member has stopped for good, and its sockets and threads are free: with {@code "left"},
     * {@code "aborted"}, or the reason for which it gave up its name.
     */
    CompletableFuture<String> stopped();

    /** This member, as the others are told of it. */
    Member self();

    /** Where it listens; the port that was picked, where 0 was asked for. */
    Address address();

    /** All members that are known, this one and those lately dead or left included, by name. */
    List<Member> members();

    /** One of {@link #members}. */
    Optional<Member> member(String name);

    /** Names of the services that have an instance somewhere, discoverable or not, in order. */
    Set<String> services();

    /** The discoverable instances of a service, by member and id; empty for an unknown one. */
    List<Instance> instances(String service);

    /** All instances, discoverable or not, of live members, by service, member and id. */
    List<Instance> allInstances();

    /** What this member publishes. */
    List<ServiceInstance> ownInstances();

    /**
     * Publishes an instance, or replaces the one of the same service and id.
     *
     * @throws LimitExceededException if it would exceed a limit on this member's state; then nothing changed
     * @throws IllegalArgumentException if a name in it is not allowed
     * @throws IllegalStateException if this member has stopped
     */
    void register(ServiceInstance instance);

    /**
     * Withdraws an instance of this member.
     *
     * @return false if there was none
     * @throws IllegalStateException if this member has stopped
     */
    boolean deregister(String service, String id);

    /**
     * Replaces this member's tags.
     *
     * @throws IllegalArgumentException if one is not allowed
     * @throws LimitExceededException if they would exceed a limit on this member's state; then nothing changed
     * @throws IllegalStateException if this member has stopped
     */
    void updateTags(Set<String> tags);

    /**
     * Replaces this member's metadata.
     *
     * @throws IllegalArgumentException if a key or value is not allowed
     * @throws LimitExceededException if it would exceed a limit on this member's state; then nothing changed
     * @throws IllegalStateException if this member has stopped
     */
    void updateMetadata(Map<String, String> metadata);

    /** The evidence behind what is believed of a member; empty for an unknown one. */
    Optional<Why> why(String member);

    /**
     * From now on tells a listener what happens: first a snapshot, then every event after it, none lost, none twice.
     * The first listener is also told what no snapshot shows and happened before: how the search for others went.
     *
     * @param executor runs the listener, one call at a time
     * @throws IllegalStateException if this member has stopped
     */
    Subscription subscribe(ClusterListener listener, Executor executor);

    /**
     * From now on tells a listener who is live, as few times as possible: once nobody is under suspicion any more
     * (members marked unstable aside), or after two seconds. First the view of now. A slow listener misses intermediate
     * views, never the last one.
     *
     * @param executor runs the listener, one call at a time
     * @throws IllegalStateException if this member has stopped
     */
    Subscription subscribeStable(Consumer<StableView> listener, Executor executor);

    /**
     * Contacts these seeds now, and keeps them as if they had been configured.
     *
     * @param seeds as {@link Builder#seeds(String...)} takes them
     * @throws IllegalArgumentException if one is not a seed
     * @throws IllegalStateException if this member has stopped
     */
    void join(List<String> seeds);

    /**
     * Declares a member gone, for an operator who knows. A member that still runs comes back.
     *
     * @return false if it is unknown
     * @throws IllegalStateException if this member has stopped
     */
    boolean forget(String member);

    /** Figures of this member. */
    Stats stats();

    /**
     * Asks random members for their view hash, so that agreement is known soon.
     *
     * @param sample how many to ask; all others if there are fewer
     * @return completes with fresh stats, once all asked have answered or the timeout is over
     * @throws IllegalStateException if this member has stopped
     */
    CompletableFuture<Stats> pollAgreement(int sample, Duration timeout);

    /**
     * Leaves: tells the others, waits for some to have heard (at most {@code leave.timeout}), and frees everything.
     *
     * @return completes, when that is done; the same for every call
     */
    CompletableFuture<Void> leave();

    /**
     * Stops at once and frees everything, without a word to the others: to them it is a crash. For tests, and for
     * programs that must end now.
     */
    void abort();

    /** {@linkplain #leave Leaves} and waits for it to be done. May be called twice. */
    @Override
    void close();

    /**
     * Describes a member that is to be started; every setting has a default. Values are checked by {@link #start}. Not
     * thread-safe.
     */
    interface Builder {

        /**
         * 1 to 64 characters of {@code [A-Za-z0-9._-]}, unique in the cluster; the host's name and the port, unless
         * said.
         */
        Builder name(String name);

        /** Members of other cluster names are kept apart; {@code grapevine} unless said. Same alphabet as a name. */
        Builder cluster(String cluster);

        /** Address or name of this host to listen on; 127.0.0.1 unless said, {@code 0.0.0.0} or {@code ::} for all. */
        Builder bind(String host);

        /** UDP and TCP port to listen on; 7700 unless said, 0 for any pair that is free. */
        Builder port(int port);

        /**
         * Where others reach this member: a host name, an address, {@code interface:eth0} or {@code cidr:10.0.0.0/8}.
         * The address listened on unless said; when that is all of them, the one most likely to be reachable. Of a name
         * with several addresses all that are this host's are told, at most four. When all addresses are listened on,
         * it is looked up again every few seconds, and a change is announced.
         */
        Builder advertise(String host);

        /**
         * Others to begin with: {@code host}, {@code host:port}, {@code [ipv6]:port} or {@code srv:name}; adds to those
         * given before. Names are looked up anew on each try; but the Java run-time itself remembers a look-up for 30
         * s, unless the program sets the security property {@code networkaddress.cache.ttl}.
         */
        Builder seeds(String... seeds);

        /** The same as {@link #seeds(String...)}. */
        Builder seeds(Collection<String> seeds);

        /** The defaults for a kind of network; LAN unless said. Replaces {@link #settings}. */
        Builder profile(Profile profile);

        /** The protocol's numbers. Replaces {@link #profile}. Those that contradict each other are refused at the start. */
        Builder settings(Settings settings);

        /**
         * Folder of this member's own where it remembers its generation and the others' addresses; none unless said.
         */
        Builder dataFolder(Path folder);

        /** Failure zone, at most 32 bytes; none unless said. */
        Builder zone(String zone);

        /** Instances to publish from the first moment; adds to those given before. */
        Builder services(ServiceInstance... services);

        /** The same as {@link #services(ServiceInstance...)}. */
        Builder services(Collection<ServiceInstance> services);

        /** Labels of this member. */
        Builder tags(Collection<String> tags);

        /** Free text about this member, by key. */
        Builder metadata(Map<String, String> metadata);

        /** UDP port on which members of one network segment find each other; 7701 unless said, 0 for off. */
        Builder broadcast(int port);

        /** Readiness waits for so many members, itself included (and not for ever); 1 unless said. */
        Builder expect(int members);

        /** Runs on this loop; on one of its own unless said. */
        Builder loop(ClusterLoop loop);

        /**
         * Starts the member and returns at once, whether others are there or not.
         *
         * @throws StartException with a message that says what, why and what to do
         * @throws LimitExceededException if the services, tags and metadata exceed a limit
         */
        Cluster start();
    }
}
