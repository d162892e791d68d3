package dev.grapevine.cluster;

import dev.grapevine.model.Address;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Instance;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Why;
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
 *                 .services(ServiceInstance.named("web").port(8080).tag("v2").build())
 *                 .start()) {
 *     System.out.println(second.ready().join());
 *     second.members().forEach(member -> System.out.println(member.name() + " " + member.status()));
 *     second.service("web").pick().ifPresent(web -> System.out.println(web.host() + ":" + web.port()));
 * }
 * }</pre>
 *
 * The {@linkplain dev.grapevine.cluster page of the package} tells the life of a member, what is guaranteed, how long
 * things take, and the limits.
 *
 * <h2>Threads</h2>
 *
 * Thread-safe. Reads of members and services take no lock and wait for nothing: they are answered from an immutable copy,
 * which the member publishes after each change. Two reads may see different copies; a {@link Snapshot} is all of one.
 * Methods that change something return when reads show the change. {@link #stats} and {@link #why} ask the member's
 * thread, and take microseconds.
 *
 * <h2>The end</h2>
 *
 * After this member has stopped, reads return what it knew last, and every method that would change something throws
 * {@link IllegalStateException}.
 */
public interface Cluster extends AutoCloseable {

    /** How many events a listener may fall behind. */
    int QUEUE_LIMIT = 1_024;

    /** Returns a builder for a new member. */
    static Builder builder() {
        return new ClusterBuilder();
    }

    /**
     * Completes when the first search for other members is over. Completes exceptionally, with a {@link StartException}
     * for people, if the member stopped before that, for example because its name is taken. With
     * {@link JoinOutcome#ALONE} the member goes on searching, and {@link ClusterListener#onWarning} and the log say so
     * until it finds another.
     */
    CompletableFuture<JoinOutcome> ready();

    /** Completes when this member has stopped for good and released its sockets and threads. */
    CompletableFuture<StopReason> stopped();

    /**
     * How long this member has been hanging: its thread, which must not be blocked, has not come round for that time. A
     * watchdog measures it, in time during which the process really ran. Zero while all is well, and for the first 10 s
     * of a hang; then the log has the place where the thread is, too. Never waits.
     */
    Duration hungFor();

    /** This member, as it announces itself to the others. */
    Member self();

    /** The address that this member listens on, with the port that was chosen if 0 was requested. */
    Address address();

    /** All known members, including this one and those that recently died or left, by name. */
    List<Member> members();

    /** One of {@link #members}. */
    Optional<Member> member(String name);

    /** The names of all services that have an instance, discoverable or not, in order. */
    Set<String> services();

    /**
     * One service, to list, watch or pick its instances. It need not exist yet.
     *
     * @throws IllegalArgumentException if the name is not allowed for services
     */
    Service service(String name);

    /** All instances of live members, discoverable or not, by service, member and id. */
    List<Instance> instances();

    /** The instances that this member publishes. */
    List<ServiceInstance> ownInstances();

    /**
     * Publishes an instance, or replaces the one of the same service and id, and ends its checks. The health is the one
     * that is given.
     *
     * @throws LimitExceededException if it would exceed a limit on this member's state; then nothing has changed
     * @throws IllegalArgumentException if a name in it is not allowed
     * @throws IllegalStateException if this member has stopped
     */
    void register(ServiceInstance instance);

    /**
     * Publishes an instance, and checks its health for as long as it is registered. It is critical until all checks have
     * a result, whatever health is given; then the worst of them counts. A change of health is published, not each
     * result.
     *
     * <p>If the instance is registered already, with equal checks, they go on, and keep their results. With other checks
     * it is replaced.
     *
     * @return to report the health to TTL checks, to change the instance, and to withdraw it
     * @throws LimitExceededException if it would exceed a limit on this member's state; then nothing has changed
     * @throws IllegalArgumentException if a name in it is not allowed, or it has more than 8 checks
     * @throws IllegalStateException if this member has stopped
     */
    ServiceRegistration register(ServiceInstance instance, Check check, Check... others);

    /**
     * Withdraws an instance of this member, and ends its checks.
     *
     * @return false if there was none
     * @throws IllegalStateException if this member has stopped
     */
    boolean deregister(String service, String id);

    /**
     * Replaces this member's tags.
     *
     * @throws IllegalArgumentException if a tag is not allowed
     * @throws LimitExceededException if they would exceed a limit on this member's state; then nothing has changed
     * @throws IllegalStateException if this member has stopped
     */
    void updateTags(Set<String> tags);

    /**
     * Replaces this member's metadata.
     *
     * @throws IllegalArgumentException if a key or value is not allowed
     * @throws LimitExceededException if it would exceed a limit on this member's state; then nothing has changed
     * @throws IllegalStateException if this member has stopped
     */
    void updateMetadata(Map<String, String> metadata);

    /** The evidence behind the status of a member; empty for an unknown member. */
    Optional<Why> why(String member);

    /** The keys that the members of this cluster share, and how they are changed. */
    KeyControl keys();

    /**
     * Subscribes a listener to events: first a snapshot, then every event after it, exactly once. If none was given to
     * the {@linkplain Builder#listener builder}, the first listener also receives earlier events that no snapshot shows:
     * how the search for other members went. It is called on a thread of the library.
     *
     * @throws IllegalStateException if this member has stopped
     */
    Subscription subscribe(ClusterListener listener);

    /**
     * The same as {@link #subscribe(ClusterListener)}, on an executor of the caller.
     *
     * @param executor runs the listener, one call at a time
     * @throws IllegalStateException if this member has stopped
     */
    Subscription subscribe(ClusterListener listener, Executor executor);

    /** The same as {@link #subscribeStable(Consumer, Executor)}, on a thread of the library. */
    Subscription subscribeStable(Consumer<StableView> listener);

    /**
     * Subscribes a listener to the live members, with as few calls as possible: after a change, once no member is
     * suspect (except for members marked unstable), or after two seconds. The first call has the current view. A slow
     * listener misses intermediate views, never the last one.
     *
     * @param executor runs the listener, one call at a time
     * @throws IllegalStateException if this member has stopped
     */
    Subscription subscribeStable(Consumer<StableView> listener, Executor executor);

    /**
     * Contacts these seeds now, and keeps them as if they had been configured.
     *
     * @param seeds in the form that {@link Builder#seeds(String...)} accepts
     * @throws IllegalArgumentException if one of them is not a seed
     * @throws IllegalStateException if this member has stopped
     */
    void join(List<String> seeds);

    /**
     * Has a dead or left member forgotten, here and by all other members: it vanishes from all lists, with {@link Event.Forgotten}. When it is started
     * again, or was not dead, it joins like any other member.
     *
     * @return false if the member is unknown, or forgotten already
     * @throws IllegalArgumentException if the member is this one, or live
     * @throws IllegalStateException if this member has stopped
     */
    boolean forget(String member);

    /** How far this member seals at present, and with which keys. */
    EncryptionState encryption();

    /**
     * Changes how far this member seals, and accepts keys besides those that it has; a member without one seals with the first of them. Keys that are
     * not among them stay. Streams that are open stay as they are.
     *
     * <p>A running cluster gets from plain to sealed in steps, each of them on all members before the next: {@link EncryptionMode#ACCEPT}, {@link
     * EncryptionMode#SEND}, {@link EncryptionMode#REQUIRE}.
     *
     * @param keys each of 32 bytes, which are not kept; none to change the mode alone
     * @throws IllegalArgumentException if a key has not 32 bytes, or the mode needs a key and this member has none; then nothing has changed
     * @throws IllegalStateException if this member has stopped
     */
    void encryption(EncryptionMode mode, Collection<byte[]> keys);

    /**
     * Replaces the networks that may gossip with this member, as {@link Builder#allow(Collection)} set them. Connections with addresses that are no
     * longer among them end.
     *
     * @param networks none to allow all
     * @throws IllegalArgumentException if one of them is no network, or there are more than 256; then nothing has changed
     * @throws IllegalStateException if this member has stopped
     */
    void allow(Collection<String> networks);

    /** The statistics of this member. */
    Stats stats();

    /**
     * Asks random members for their view hash, so that the agreement is soon known.
     *
     * @param sample how many members to ask; all others if there are fewer
     * @return completes with current statistics when all of them have answered or the timeout has expired
     * @throws IllegalStateException if this member has stopped
     */
    CompletableFuture<Stats> pollAgreement(int sample, Duration timeout);

    /**
     * Leaves the cluster: tells the others, waits until some of them have acknowledged (at most {@code leave.timeout}),
     * and releases all resources.
     *
     * @return completes when that is done; every call waits for the same leave
     */
    CompletableFuture<Void> leave();

    /**
     * Stops at once and releases all resources without telling the others, to whom it looks like a crash. For tests,
     * and for programs that must end now.
     */
    void abort();

    /** {@linkplain #leave Leaves} and waits until that is done. May be called more than once. */
    @Override
    void close();

    /**
     * Builds and starts a member. Every setting has a default; {@link #start} checks the values. Null is refused at once.
     * A builder may be used again, which does not affect the members that it started before. Not thread-safe.
     */
    interface Builder {

        /**
         * The member's name: 1 to 64 characters of {@code [A-Za-z0-9._-]}, unique in the cluster. Default: the host
         * name and the port.
         */
        Builder name(String name);

        /**
         * The cluster's name, in the alphabet of member names. Members of different clusters do not mix. Default:
         * {@code grapevine}.
         */
        Builder cluster(String cluster);

        /** Address or name of this host to listen on; {@code 0.0.0.0} or {@code ::} for all. Default: 127.0.0.1. */
        Builder bind(String host);

        /** UDP and TCP port to listen on; 0 for any port that is free for both. Default: 7700. */
        Builder port(int port);

        /**
         * Where others reach this member: a host name, an address, {@code interface:eth0} or {@code cidr:10.0.0.0/8}.
         * Default: the address that it listens on or, if it listens on all, the one that is most likely to be
         * reachable. If a name has several addresses, those of this host are announced, at most four. When the member
         * listens on all addresses, this setting is resolved again every few seconds, and a change is announced.
         */
        Builder advertise(String host);

        /**
         * Members to contact first: {@code host}, {@code host:port}, {@code [ipv6]:port} or {@code srv:name}. Adds to
         * those given before. Names are resolved again for each attempt, but the Java runtime caches a lookup for 30 s
         * unless the program sets the security property {@code networkaddress.cache.ttl}.
         */
        Builder seeds(String... seeds);

        /** The same as {@link #seeds(String...)}. */
        Builder seeds(Collection<String> seeds);

        /** The default settings for a kind of network. Replaces {@link #settings}. Default: LAN. */
        Builder profile(Profile profile);

        /**
         * The protocol's settings. Replaces {@link #profile}. {@link #start} rejects settings that contradict each
         * other.
         */
        Builder settings(Settings settings);

        /**
         * A folder that only this member uses, where it keeps its generation and the addresses of others. Default:
         * none.
         */
        Builder dataFolder(Path folder);

        /** The failure zone, at most 32 bytes. Default: none. */
        Builder zone(String zone);

        /** Instances to publish from the start. Adds to those given before. */
        Builder services(ServiceInstance... services);

        /** The same as {@link #services(ServiceInstance...)}. */
        Builder services(Collection<ServiceInstance> services);

        /** Labels of this member, each 1 to 512 bytes of UTF-8. Replaces those given before. Default: none. */
        Builder tags(Collection<String> tags);

        /**
         * Free text about this member, by key: keys of 1 to 128 bytes of UTF-8, values of at most 1,024. Replaces what
         * was given before. Default: none.
         */
        Builder metadata(Map<String, String> metadata);

        /**
         * UDP port on which members of one network segment find each other by broadcast; 0 for none. Default: 0, so that
         * a program joins only the members that it was told of. Agents use 7701.
         */
        Builder broadcast(int port);

        /**
         * How many members, including this one, must be live before {@link Cluster#ready} completes, however long that
         * takes. Default: 1.
         */
        Builder expect(int members);

        /** The same as {@link #allow(Collection)}. */
        Builder allow(String... networks);

        /**
         * The networks that may gossip with this member: those of all its members, whose packets and connections would be refused otherwise. What
         * comes from other addresses is dropped and counted ({@link Traffic}) before anything of it is read, and no connection is made to them.
         * Replaces those given before. Default: none, which allows all.
         *
         * @param networks such as {@code 10.0.0.0/8}, {@code fd00::/8} or {@code 10.0.0.1}; at most 256
         */
        Builder allow(Collection<String> networks);

        /**
         * A key that the members of the cluster share: 32 bytes from a good random source, as {@code grapevine keygen} makes them. Adds to those
         * given before; the first is the one to seal with, the others are accepted too. The bytes are not kept. Default: none, and everything
         * travels in clear.
         *
         * @throws IllegalArgumentException if it has not 32 bytes
         */
        Builder key(byte[] key);

        /** How far this member seals. Default: {@link EncryptionMode#REQUIRE} with a key, {@link EncryptionMode#OFF} without. */
        Builder encryption(EncryptionMode mode);

        /**
         * Whether the figures of this member are to be seen in JMX, as
         * {@code dev.grapevine:type=Member,cluster="...",name="..."}. Default: false.
         */
        Builder jmx(boolean shown);

        /**
         * Subscribes a listener before the start, so that it misses nothing: first it gets a snapshot of this member
         * alone, then every event. It is called on a thread of the library, perhaps before {@link #start} has returned;
         * if the start fails, calls may have come, too. Adds to those given before. See
         * {@link Cluster#subscribe(ClusterListener)} for a listener that is added later, or removed before the member stops.
         */
        Builder listener(ClusterListener listener);

        /**
         * The same as {@link #listener(ClusterListener)}, on an executor of the caller.
         *
         * @param executor runs the listener, one call at a time
         */
        Builder listener(ClusterListener listener, Executor executor);

        /** The loop to run on. Default: a loop of its own. */
        Builder loop(ClusterLoop loop);

        /**
         * Starts the member and returns at once, whether or not other members can be reached.
         *
         * @throws StartException with a message that says what is wrong, why, and what to do
         * @throws LimitExceededException if the services, tags and metadata exceed a limit
         */
        Cluster start();
    }
}
