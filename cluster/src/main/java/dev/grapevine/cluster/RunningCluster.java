package dev.grapevine.cluster;

import dev.grapevine.cluster.check.InstanceChecks;
import dev.grapevine.cluster.crypto.JdkCryptography;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.Seed;
import dev.grapevine.core.Peer;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.model.Address;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Instance;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import dev.grapevine.model.ProtocolStats;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateRules;
import dev.grapevine.model.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The implementation of {@link Cluster} for a running member: moves each call into the loop, and the result back. */
final class RunningCluster implements Cluster {

    private static final long POLL_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final MemberRuntime runtime;
    private final Peer peer;
    private final Address address;

    private final LoopAccess access;
    private final CompletableFuture<JoinOutcome> ready;
    private final CompletableFuture<StopReason> stopped;

    /** Polls in progress; used through {@link #access} only. */
    private final Set<CompletableFuture<Stats>> polls = new HashSet<>();

    RunningCluster(EventLoop loop, MemberRuntime runtime, Address address) {
        this.loop = loop;
        this.runtime = runtime;
        this.peer = runtime.peer();
        this.address = address;
        this.access = runtime.access();
        this.ready = MemberFuture.of(runtime.ready(), runtime.callbacks());
        this.stopped = MemberFuture.of(runtime.stopped(), runtime.callbacks());
        runtime.stopped().thenRun(this::endPolls);
    }

    // ---- reads

    @Override
    public CompletableFuture<JoinOutcome> ready() {
        return runtime.ready().isDone() ? runtime.ready().copy() : ready;
    }

    @Override
    public CompletableFuture<StopReason> stopped() {
        return runtime.stopped().isDone() ? runtime.stopped().copy() : stopped;
    }

    @Override
    public Duration hungFor() {
        return Duration.ofSeconds(loop.hungSeconds());
    }

    private PublishedView view() {
        return runtime.publisher().view();
    }

    @Override
    public Member self() {
        return view().self();
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public List<Member> members() {
        return view().members();
    }

    @Override
    public Optional<Member> member(String name) {
        return Optional.ofNullable(view().member(Arguments.notNull(name, "name")));
    }

    @Override
    public Set<String> services() {
        return view().services();
    }

    @Override
    public Service service(String name) {
        Arguments.notNull(name, "name");
        if (!StateRules.isService(name)) {
            throw new IllegalArgumentException(
                    "service name '" + name + "' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'");
        }
        return new RunningService(name, runtime, access);
    }

    @Override
    public List<Instance> instances() {
        return view().instances();
    }

    @Override
    public List<ServiceInstance> ownInstances() {
        return view().own();
    }

    @Override
    public Optional<Why> why(String member) {
        Arguments.notNull(member, "member");
        return access.ask(() -> peer.questions().why(member, System.nanoTime()));
    }

    @Override
    public Stats stats() {
        return access.ask(runtime::stats);
    }

    @Override
    public CompletableFuture<Stats> pollAgreement(int sample, Duration timeout) {
        Arguments.notNull(timeout, "timeout");
        if (sample < 0) {
            throw new IllegalArgumentException("sample must be 0 or more, not " + sample);
        }
        CompletableFuture<Stats> answer = new CompletableFuture<>();
        access.command(() -> {
            long now = System.nanoTime();
            peer.commands().pollAgreement(sample, now);
            polls.add(answer);
            awaitAgreement(answer, sample, now, timeout.toNanos());
        });
        return answer;
    }

    private void awaitAgreement(CompletableFuture<Stats> answer, int sample, long began, long timeoutNanos) {
        Stats stats = runtime.stats();
        ProtocolStats protocol = stats.protocol();
        int others = protocol.alive() + protocol.suspect() - 1;
        boolean enough = protocol.compared() - 1 >= Math.min(sample, others);
        if (enough || runtime.ending() || System.nanoTime() - began >= timeoutNanos) {
            polls.remove(answer);
            answer.completeAsync(() -> stats, runtime.callbacks());
        } else {
            access.schedule(POLL_CHECK_NANOS, () -> awaitAgreement(answer, sample, began, timeoutNanos));
        }
    }

    /** Completes the polls after the loop has stopped, because their timers have stopped with it. */
    private void endPolls() {
        access.post(() -> {
            Stats last = runtime.stats();
            polls.forEach(answer -> answer.completeAsync(() -> last, runtime.callbacks()));
            polls.clear();
        });
    }

    // ---- commands

    @Override
    public void register(ServiceInstance instance) {
        StateRules.check(Arguments.notNull(instance, "instance"));
        access.command(() -> {
            peer.commands().register(instance, System.nanoTime());
            runtime.checkedInstances().forget(instance.service(), instance.id());
        });
    }

    @Override
    public ServiceRegistration register(ServiceInstance instance, Check check, Check... others) {
        StateRules.check(Arguments.notNull(instance, "instance"));
        List<Check> checks = new ArrayList<>();
        checks.add(Arguments.notNull(check, "check"));
        for (Check other : Arguments.notNull(others, "others")) {
            checks.add(Arguments.notNull(other, "others"));
        }
        InstanceChecks.requireFew(checks.size());
        runtime.checkedInstances().prepare(); // here, because no thread may be left to make
        return access.command(() -> runtime.checkedInstances().register(instance, List.copyOf(checks), access));
    }

    @Override
    public boolean deregister(String service, String id) {
        Arguments.notNull(service, "service");
        Arguments.notNull(id, "id");
        return access.command(() -> {
            runtime.checkedInstances().forget(service, id);
            return peer.commands().deregister(service, id, System.nanoTime());
        });
    }

    @Override
    public void updateTags(Set<String> tags) {
        Set<String> copy = Set.copyOf(Arguments.noneNull(tags, "tags"));
        copy.forEach(StateRules::checkTag);
        access.command(() -> peer.commands().setTags(copy, System.nanoTime()));
    }

    @Override
    public void updateMetadata(Map<String, String> metadata) {
        Map<String, String> copy = Map.copyOf(Arguments.noneNull(metadata, "metadata"));
        copy.forEach(StateRules::checkMetadata);
        access.command(() -> peer.commands().setMetadata(copy, System.nanoTime()));
    }

    @Override
    public void join(List<String> seeds) {
        List<String> checked = Arguments.noneNull(seeds, "seeds").stream()
                .map(seed -> Seed.parse(seed).toString())
                .toList();
        access.command(() -> peer.commands().join(checked, System.nanoTime()));
    }

    @Override
    public boolean forget(String member) {
        Arguments.notNull(member, "member");
        return access.command(() -> peer.commands().forget(member, System.nanoTime()));
    }

    @Override
    public EncryptionState encryption() {
        return access.ask(runtime::encryption);
    }

    @Override
    public void encryption(EncryptionMode mode, Collection<byte[]> keys) {
        Arguments.notNull(mode, "mode");
        Encryption changed = new Encryption(
                keys.stream()
                        .map(key -> ClusterKey.of(Arguments.notNull(key, "keys"), new JdkCryptography()))
                        .toList(),
                mode);
        access.command(() -> runtime.encrypt(changed));
    }

    @Override
    public void allow(Collection<String> networks) {
        AllowList allowed = AllowList.of(Arguments.noneNull(networks, "networks"));
        access.command(() -> runtime.allow(allowed));
    }

    @Override
    public KeyControl keys() {
        return new RunningKeyControl(peer, access);
    }

    // ---- subscriptions

    @Override
    public Subscription subscribe(ClusterListener listener) {
        return subscribe(new ListenerOption(Arguments.notNull(listener, "listener"), null));
    }

    @Override
    public Subscription subscribe(ClusterListener listener, Executor executor) {
        Arguments.notNull(listener, "listener");
        return subscribe(new ListenerOption(listener, Arguments.notNull(executor, "executor")));
    }

    private Subscription subscribe(ListenerOption option) {
        EventSubscription subscription = runtime.subscriptions().create(option);
        access.command(() -> runtime.subscriptions().add(List.of(subscription)));
        return subscription;
    }

    @Override
    public Subscription subscribeStable(Consumer<StableView> listener) {
        return subscribeStable(listener, runtime.callbacks());
    }

    @Override
    public Subscription subscribeStable(Consumer<StableView> listener, Executor executor) {
        Arguments.notNull(listener, "listener");
        Arguments.notNull(executor, "executor");
        LatestValueSubscription<StableView> subscription = new LatestValueSubscription<>(
                listener,
                executor,
                runtime.callbacks(),
                ending -> access.post(() -> stableViews().remove(ending)));
        access.command(() -> stableViews().add(subscription));
        return subscription;
    }

    private StableViewPublisher stableViews() {
        return runtime.subscriptions().stableViews();
    }

    // ---- the end

    @Override
    public CompletableFuture<Void> leave() {
        access.post(runtime::leave);
        return stopped().thenAccept(reason -> {});
    }

    @Override
    public void abort() {
        access.post(runtime::abort);
        awaitEnd();
    }

    @Override
    public void close() {
        access.post(runtime::leave);
        awaitEnd();
    }

    /** Waits for a bounded time, because the loop ends a leave that takes too long. */
    private void awaitEnd() {
        if (!loop.inLoop()) {
            boolean interrupted = false;
            while (!runtime.stopped().isDone()) {
                try {
                    runtime.stopped().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    access.post(runtime::abort); // the caller does not want to wait for the leave
                } catch (ExecutionException e) {
                    throw new IllegalStateException("stopped() never completes exceptionally", e);
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return "Cluster member at " + address;
    }
}
