package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.Seed;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerStats;
import dev.grapevine.core.Why;
import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.state.StateRules;
import dev.grapevine.core.view.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The face that other threads see: brings each question and wish into the loop and the answer back. When the member has
 * stopped the loop is gone, or not ours any more; the peer then stands still, and is asked under a lock instead.
 */
final class RunningCluster implements Cluster {

    private static final long POLL_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final Life life;
    private final Answers answers;
    private final Peer peer;
    private final Address address;

    /** Held by whoever uses the peer on behalf of another thread. Of no use while the loop runs, and costs nothing then. */
    private final Object asking = new Object();

    RunningCluster(EventLoop loop, Life life, Address address) {
        this.loop = loop;
        this.life = life;
        this.answers = life.answers();
        this.peer = life.peer();
        this.address = address;
    }

    // ---- ways into the loop

    private <T> T ask(Supplier<T> question) {
        Supplier<T> locked = () -> {
            synchronized (asking) {
                return question.get();
            }
        };
        if (!life.over()) {
            try {
                return loop.call(locked);
            } catch (RejectedExecutionException e) {
                // It stopped a moment ago.
            }
        }
        return locked.get();
    }

    /** For what changes something. */
    private <T> T command(Supplier<T> command) {
        return ask(() -> {
            if (life.ending()) {
                throw new IllegalStateException(
                        "member " + peer.self().name() + " has stopped; start a new one with Cluster.builder()");
            }
            return command.get();
        });
    }

    private void command(Runnable command) {
        command(() -> {
            command.run();
            return true;
        });
    }

    /** Later, without waiting. */
    private void post(Runnable task) {
        if (!life.over()) {
            try {
                loop.execute(() -> {
                    synchronized (asking) {
                        task.run();
                    }
                });
                return;
            } catch (RejectedExecutionException e) {
                // It stopped a moment ago.
            }
        }
        synchronized (asking) {
            task.run();
        }
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
        return ask(answers::self);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public List<Member> members() {
        return ask(answers::members);
    }

    @Override
    public Optional<Member> member(String name) {
        return ask(() -> answers.member(name));
    }

    @Override
    public Set<String> services() {
        return ask(answers::services);
    }

    @Override
    public List<Instance> instances(String service) {
        return ask(() -> answers.instances(service));
    }

    @Override
    public List<Instance> allInstances() {
        return ask(answers::allInstances);
    }

    @Override
    public List<ServiceInstance> ownInstances() {
        return ask(() -> List.copyOf(peer.ownInstances()));
    }

    @Override
    public Optional<Why> why(String member) {
        return ask(() -> peer.why(member, System.nanoTime()));
    }

    @Override
    public Stats stats() {
        return ask(() -> new Stats(peer.stats(), life.traffic()));
    }

    @Override
    public CompletableFuture<Stats> pollAgreement(int sample, Duration timeout) {
        if (sample < 0) {
            throw new IllegalArgumentException("sample must be 0 or more, not " + sample);
        }
        CompletableFuture<Stats> answer = new CompletableFuture<>();
        command(() -> {
            long now = System.nanoTime();
            peer.pollAgreement(sample, now);
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
            answer.completeAsync(() -> result);
        } else {
            loop.schedule(POLL_CHECK_NANOS, () -> {
                synchronized (asking) {
                    awaitAgreement(answer, sample, began, timeoutNanos);
                }
            });
        }
    }

    // ---- wishes

    @Override
    public void register(ServiceInstance instance) {
        StateRules.check(instance);
        command(() -> peer.register(instance, System.nanoTime()));
    }

    @Override
    public boolean deregister(String service, String id) {
        return command(() -> peer.deregister(service, id, System.nanoTime()));
    }

    @Override
    public void updateTags(Set<String> tags) {
        Set<String> copy = Set.copyOf(tags);
        copy.forEach(StateRules::checkTag);
        command(() -> peer.setTags(copy, System.nanoTime()));
    }

    @Override
    public void updateMetadata(Map<String, String> metadata) {
        Map<String, String> copy = Map.copyOf(metadata);
        copy.forEach(StateRules::checkMetadata);
        command(() -> peer.setMetadata(copy, System.nanoTime()));
    }

    @Override
    public void join(List<String> seeds) {
        List<String> checked =
                seeds.stream().map(seed -> Seed.parse(seed).toString()).toList();
        command(() -> peer.join(checked, System.nanoTime()));
    }

    @Override
    public boolean forget(String member) {
        return command(() -> peer.forget(member, System.nanoTime()));
    }

    // ---- subscriptions

    @Override
    public Subscription subscribe(ClusterListener listener, Executor executor) {
        EventFeed feed = new EventFeed(
                listener,
                executor,
                loop,
                wanting -> post(() -> wanting.begin(answers)),
                ending -> post(() -> life.feeds().remove(ending)));
        command(() -> {
            feed.begin(answers);
            life.feeds().add(feed);
        });
        return feed;
    }

    @Override
    public Subscription subscribeStable(Consumer<StableView> listener, Executor executor) {
        StableFeed feed = new StableFeed(
                listener,
                executor,
                loop,
                ending -> post(() -> life.stableViews().remove(ending)));
        command(() -> life.stableViews().add(feed));
        return feed;
    }

    // ---- the end

    @Override
    public CompletableFuture<Void> leave() {
        post(life::leave);
        return life.stopped().thenAccept(reason -> {});
    }

    @Override
    public void abort() {
        post(life::abort);
        awaitEnd();
    }

    @Override
    public void close() {
        post(life::leave);
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
                    post(life::abort); // the caller is in a hurry: free everything, but at once
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
