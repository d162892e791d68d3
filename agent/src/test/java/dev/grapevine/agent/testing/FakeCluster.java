package dev.grapevine.agent.testing;

import dev.grapevine.cluster.Check;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterKeys;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.EncryptionState;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Service;
import dev.grapevine.cluster.ServiceRegistration;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.cluster.StableView;
import dev.grapevine.cluster.Stats;
import dev.grapevine.cluster.StopReason;
import dev.grapevine.cluster.Subscription;
import dev.grapevine.cluster.Traffic;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.FindingKind;
import dev.grapevine.model.Instance;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.Member;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.ProtocolStats;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import dev.grapevine.model.SyncOutcome;
import dev.grapevine.model.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** An in-memory cluster that returns prepared values and records the calls. */
public final class FakeCluster implements Cluster {

    public static final Instant SINCE = Instant.parse("2030-01-02T03:04:05Z");
    /** A registration with this metadata key exceeds the limit. */
    public static final String TOO_MUCH = "too-much";

    private final Map<String, Member> members = new TreeMap<>();
    private final Map<String, Instance> instances = new TreeMap<>();
    private final Map<String, FakeService> services = new TreeMap<>();
    private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<JoinOutcome> ready = new CompletableFuture<>();
    private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
    public final List<String> joins = new CopyOnWriteArrayList<>();
    public final List<String> forgotten = new CopyOnWriteArrayList<>();
    /** Every registration, in order. */
    public final List<ServiceInstance> registered = new CopyOnWriteArrayList<>();

    /** Runs before and after each registration and withdrawal; may throw anything. */
    public volatile Runnable disturbance = () -> {};

    private volatile EncryptionState encryption = EncryptionState.NONE;
    private final FakeKeyControl keyControl = new FakeKeyControl();
    private QualityOfService quality = QualityOfService.NONE;
    private volatile Duration hungFor = Duration.ZERO;

    public FakeCluster() {
        put("node1", Status.ALIVE, "eu");
    }

    public void becomeReady() {
        ready.complete(JoinOutcome.JOINED);
    }

    /** Sets the measured quality. */
    public void measured(QualityOfService measured) {
        quality = measured;
    }

    public void stop() {
        stopped.complete(new StopReason(StopReason.Cause.LEFT, "left the cluster"));
    }

    public synchronized void put(String name, Status status, String zone) {
        put(name, status, zone, address(name));
    }

    public synchronized void put(String name, Status status, String zone, Address address) {
        boolean local = name.equals("node1");
        members.put(
                name,
                new Member(
                        name,
                        7,
                        1,
                        status,
                        List.of(address),
                        zone,
                        Set.of("blue"),
                        Map.of("rack", "r1"),
                        SINCE,
                        local,
                        false,
                        false));
    }

    public static Address address(String name) {
        return Address.ipv4(0x7f000001, 7_700 + name.charAt(name.length() - 1) - '0');
    }

    public synchronized void putInstance(String member, ServiceInstance service) {
        instances.put(service.service() + "/" + member + "/" + service.id(), instance(member, service));
    }

    private Instance instance(String member, ServiceInstance service) {
        return new Instance(owner(member), service);
    }

    /** The member that a test put here, or an alive one of that name. */
    public synchronized Member owner(String name) {
        return members.getOrDefault(name, known(name, Status.ALIVE));
    }

    /** A member in zone "eu" that nobody put here. */
    public static Member known(String name, Status status) {
        return new Member(
                name,
                7,
                1,
                status,
                List.of(address(name)),
                "eu",
                Set.of("blue"),
                Map.of("rack", "r1"),
                SINCE,
                name.equals("node1"),
                false,
                false);
    }

    /** An instance of the local member becomes discoverable. */
    public Event up(ServiceInstance service) {
        return new Event.ServiceUp(new Instance(self(), service));
    }

    /** Sends an event to all listeners, on this thread. */
    public void emit(Event event) {
        listeners.forEach(listener -> listener.onEvent(event));
    }

    /** Simulates that all listeners lost a number of events. */
    public void lose(long missed) {
        Snapshot snapshot = new Snapshot(members(), instances(), missed);
        listeners.forEach(listener -> listener.onSnapshot(snapshot));
    }

    @Override
    public CompletableFuture<JoinOutcome> ready() {
        return ready;
    }

    @Override
    public Duration hungFor() {
        return hungFor;
    }

    /** The member hangs for so long. */
    public void hang(Duration time) {
        hungFor = time;
    }

    @Override
    public CompletableFuture<StopReason> stopped() {
        return stopped;
    }

    @Override
    public synchronized Member self() {
        return members.get("node1");
    }

    @Override
    public Address address() {
        return address("node1");
    }

    @Override
    public synchronized List<Member> members() {
        return List.copyOf(members.values());
    }

    @Override
    public synchronized Optional<Member> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    @Override
    public synchronized Set<String> services() {
        Set<String> names = new TreeSet<>();
        instances.values().forEach(instance -> names.add(instance.service().service()));
        return names;
    }

    @Override
    public synchronized Service service(String name) {
        List<Instance> now = instances().stream()
                .filter(instance -> instance.service().service().equals(name))
                .toList();
        // A service that has not changed has the same instances.
        return services.compute(
                name,
                (key, known) -> known != null && known.all().equals(now)
                        ? known
                        : new FakeService(name, now, ReadyInstances.of(now)));
    }

    @Override
    public synchronized List<Instance> instances() {
        return List.copyOf(instances.values());
    }

    @Override
    public List<ServiceInstance> ownInstances() {
        return instances().stream()
                .filter(instance -> instance.member().name().equals("node1"))
                .map(Instance::service)
                .toList();
    }

    @Override
    public void register(ServiceInstance instance) {
        if (stopped.isDone()) {
            throw new IllegalStateException("member node1 has stopped");
        }
        if (instance.metadata().containsKey(TOO_MUCH)) {
            throw new LimitExceededException("state would have 70000 bytes, protocol.state.bytes allows 65536");
        }
        disturbance.run();
        registered.add(instance);
        putInstance("node1", instance);
        disturbance.run();
    }

    @Override
    public ServiceRegistration register(ServiceInstance instance, Check check, Check... others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized boolean deregister(String service, String id) {
        disturbance.run();
        boolean removed = instances.remove(service + "/node1/" + id) != null;
        disturbance.run();
        return removed;
    }

    @Override
    public void updateTags(Set<String> tags) {}

    @Override
    public void updateMetadata(Map<String, String> metadata) {}

    @Override
    public Optional<Why> why(String member) {
        return member(member)
                .map(known -> new Why(
                        known.name() + " hung or lost its network: nobody reached it",
                        Evidence.SILENT,
                        List.of("node2"),
                        List.of(new Why.Finding(
                                FindingKind.SIGN,
                                1_500_000_000,
                                "node2",
                                List.of("node5"),
                                "node4",
                                1,
                                "node2 pinged node3 and got no answer within 50 ms"))));
    }

    @Override
    public Subscription subscribe(ClusterListener listener) {
        return subscribe(listener, Runnable::run);
    }

    @Override
    public Subscription subscribe(ClusterListener listener, Executor executor) {
        listeners.add(listener);
        listener.onSnapshot(new Snapshot(members(), instances(), 0));
        return () -> listeners.remove(listener);
    }

    @Override
    public Subscription subscribeStable(Consumer<StableView> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribeStable(Consumer<StableView> listener, Executor executor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void join(List<String> seeds) {
        for (String seed : seeds) {
            if (seed.contains(" ")) {
                throw new IllegalArgumentException("seed '" + seed + "' is not HOST:PORT");
            }
        }
        joins.addAll(seeds);
    }

    @Override
    public boolean forget(String member) {
        return forgotten.add(member);
    }

    @Override
    public Stats stats() {
        ProtocolStats peer = new ProtocolStats(
                3,
                1,
                1,
                0,
                0xabcdL,
                3,
                4,
                0,
                2,
                instances.size(),
                100,
                97,
                1,
                Map.of(Evidence.SILENT, 1L),
                0,
                0,
                Map.of(SyncOutcome.USEFUL, 2L),
                Map.of(MessageKind.PING, 100L),
                Map.of(MessageKind.ACK, 97L),
                Map.of(),
                1,
                250_000_000,
                quality);
        return new Stats(peer, new Traffic(200, 11_300, 190, 11_000, 500, 600, 0, Map.of(DropReason.FENCE, 3L)));
    }

    @Override
    public CompletableFuture<Stats> pollAgreement(int sample, Duration timeout) {
        return CompletableFuture.completedFuture(stats());
    }

    @Override
    public EncryptionState encryption() {
        return encryption;
    }

    @Override
    public void allow(Collection<String> networks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void encryption(EncryptionMode mode, Collection<byte[]> keys) {
        encryption =
                new EncryptionState(mode, keys.stream().map(ClusterKeys::id).toList());
    }

    @Override
    public FakeKeyControl keys() {
        return keyControl;
    }

    @Override
    public CompletableFuture<Void> leave() {
        stop();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void abort() {
        stop();
    }

    @Override
    public void close() {
        stop();
    }

    /** The names of the listeners, for leak checks. */
    public int listeners() {
        return new ArrayList<>(listeners).size();
    }
}
