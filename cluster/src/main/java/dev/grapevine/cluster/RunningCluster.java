package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.Seed;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerStats;
import dev.grapevine.core.Why;
import dev.grapevine.model.Address;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateRules;
import java.time.Duration;
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

/** The face that other threads see: brings each question and wish into the loop, and the answer back. */
final class RunningCluster implements Cluster {

    private static final long POLL_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final MemberRuntime life;
    private final ViewMapper answers;
    private final Peer peer;
    private final Address address;

    private final LoopAccess door;

    /** Polls that are under way; used behind the door only. */
    private final Set<CompletableFuture<Stats>> polls = new HashSet<>();

    RunningCluster(EventLoop loop, MemberRuntime life, Address address) {
        this.loop = loop;
        this.life = life;
        this.answers = life.answers();
        this.peer = life.peer();
        this.address = address;
        this.door = new LoopAccess(loop, life);
        life.stopped().thenRun(this::endPolls);
    }

    // ---- questions

    @Override
    public CompletableFuture<Cluster> joined() {
        return life.joined().thenApply(ready -> this);
    }

    @Override
    public CompletableFuture<String> stopped() {
        return life.stopped().copy();
    }

    @Override
    public Member self() {
        return door.ask(answers::self);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public List<Member> members() {
        return door.ask(answers::members);
    }

    @Override
    public Optional<Member> member(String name) {
        return door.ask(() -> answers.member(name));
    }

    @Override
    public Set<String> services() {
        return door.ask(answers::services);
    }

    @Override
    public List<Instance> instances(String service) {
        return door.ask(() -> answers.instances(service));
    }

    @Override
    public List<Instance> allInstances() {
        return door.ask(answers::allInstances);
    }

    @Override
    public List<ServiceInstance> ownInstances() {
        return door.ask(() -> List.copyOf(peer.ownInstances()));
    }

    @Override
    public Optional<Why> why(String member) {
        return door.ask(() -> peer.why(member, System.nanoTime()));
    }

    @Override
    public Stats stats() {
        return door.ask(() -> new Stats(peer.stats(), life.traffic()));
    }

    @Override
    public CompletableFuture<Stats> pollAgreement(int sample, Duration timeout) {
        if (sample < 0) {
            throw new IllegalArgumentException("sample must be 0 or more, not " + sample);
        }
        CompletableFuture<Stats> answer = new CompletableFuture<>();
        door.command(() -> {
            long now = System.nanoTime();
            peer.pollAgreement(sample, now);
            polls.add(answer);
            awaitAgreement(answer, sample, now, timeout.toNanos());
        });
        return answer;
    }

    private void awaitAgreement(CompletableFuture<Stats> answer, int sample, long began, long timeoutNanos) {
        PeerStats stats = peer.stats();
        int others = stats.alive() + stats.suspect() - 1;
        boolean enough = stats.compared() - 1 >= Math.min(sample, others);
        if (enough || life.ending() || System.nanoTime() - began >= timeoutNanos) {
            Stats result = new Stats(stats, life.traffic());
            polls.remove(answer);
            answer.completeAsync(() -> result);
        } else {
            door.schedule(POLL_CHECK_NANOS, () -> awaitAgreement(answer, sample, began, timeoutNanos));
        }
    }

    /** The loop has stopped, and with it the timers that would have ended them. */
    private void endPolls() {
        door.post(() -> {
            Stats last = new Stats(peer.stats(), life.traffic());
            polls.forEach(answer -> answer.completeAsync(() -> last));
            polls.clear();
        });
    }

    // ---- wishes

    @Override
    public void register(ServiceInstance instance) {
        StateRules.check(instance);
        door.command(() -> peer.register(instance, System.nanoTime()));
    }

    @Override
    public boolean deregister(String service, String id) {
        return door.command(() -> peer.deregister(service, id, System.nanoTime()));
    }

    @Override
    public void updateTags(Set<String> tags) {
        Set<String> copy = Set.copyOf(tags);
        copy.forEach(StateRules::checkTag);
        door.command(() -> peer.setTags(copy, System.nanoTime()));
    }

    @Override
    public void updateMetadata(Map<String, String> metadata) {
        Map<String, String> copy = Map.copyOf(metadata);
        copy.forEach(StateRules::checkMetadata);
        door.command(() -> peer.setMetadata(copy, System.nanoTime()));
    }

    @Override
    public void join(List<String> seeds) {
        List<String> checked =
                seeds.stream().map(seed -> Seed.parse(seed).toString()).toList();
        door.command(() -> peer.join(checked, System.nanoTime()));
    }

    @Override
    public boolean forget(String member) {
        return door.command(() -> peer.forget(member, System.nanoTime()));
    }

    // ---- subscriptions

    @Override
    public Subscription subscribe(ClusterListener listener, Executor executor) {
        EventSubscription feed = new EventSubscription(
                listener,
                executor,
                loop,
                wanting -> door.post(() -> wanting.begin(answers::snapshot)),
                ending -> door.post(() -> life.remove(ending)));
        door.command(() -> {
            feed.begin(answers::snapshot);
            life.add(feed);
        });
        return feed;
    }

    @Override
    public Subscription subscribeStable(Consumer<StableView> listener, Executor executor) {
        StableViewSubscription feed = new StableViewSubscription(
                listener,
                executor,
                loop,
                ending -> door.post(() -> life.stableViews().remove(ending)));
        door.command(() -> life.stableViews().add(feed));
        return feed;
    }

    // ---- the end

    @Override
    public CompletableFuture<Void> leave() {
        door.post(life::leave);
        return life.stopped().thenAccept(reason -> {});
    }

    @Override
    public void abort() {
        door.post(life::abort);
        awaitEnd();
    }

    @Override
    public void close() {
        door.post(life::leave);
        awaitEnd();
    }

    /** The wait is bounded: the loop ends a leave that takes too long. */
    private void awaitEnd() {
        if (!loop.inLoop()) {
            boolean interrupted = false;
            while (!life.stopped().isDone()) {
                try {
                    life.stopped().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    door.post(life::abort); // the caller is in a hurry: free everything, but at once
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
