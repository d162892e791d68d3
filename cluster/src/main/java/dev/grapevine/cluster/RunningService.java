package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import dev.grapevine.model.ReadyInstances;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The implementation of {@link Service} for a running member. */
final class RunningService implements Service {

    private final String name;
    private final MemberRuntime runtime;
    private final LoopAccess access;

    RunningService(String name, MemberRuntime runtime, LoopAccess access) {
        this.name = name;
        this.runtime = runtime;
        this.access = access;
    }

    private PublishedView view() {
        return runtime.publisher().view();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Instance> instances() {
        return view().ready(name).any();
    }

    @Override
    public List<Instance> all() {
        return view().instances(name);
    }

    @Override
    public ReadyInstances ready() {
        return view().ready(name);
    }

    @Override
    public Optional<Instance> pick() {
        return pick(any -> true);
    }

    @Override
    public Optional<Instance> pick(Predicate<? super Instance> eligible) {
        Arguments.notNull(eligible, "eligible");
        return Picker.anyZone().pick(ready(), eligible, ThreadLocalRandom.current());
    }

    @Override
    public Optional<Instance> pickNearby() {
        return pickNearby(any -> true);
    }

    @Override
    public Optional<Instance> pickNearby(Predicate<? super Instance> eligible) {
        Arguments.notNull(eligible, "eligible");
        PublishedView view = view();
        return Picker.zoneFirst(view.self().zone()).pick(view.ready(name), eligible, ThreadLocalRandom.current());
    }

    @Override
    public Subscription watch(Consumer<List<Instance>> listener) {
        return watch(listener, runtime.callbacks());
    }

    @Override
    public Subscription watch(Consumer<List<Instance>> listener, Executor executor) {
        Arguments.notNull(listener, "listener");
        Arguments.notNull(executor, "executor");
        LatestValueSubscription<List<Instance>> watch = new LatestValueSubscription<>(
                listener,
                executor,
                runtime.callbacks(),
                ended -> access.post(() -> watches().remove(name, ended)));
        access.command(() -> watches().add(name, watch, view()));
        return watch;
    }

    private ServiceWatches watches() {
        return runtime.subscriptions().serviceWatches();
    }

    @Override
    public List<Instance> await(int count, Duration timeout) throws InterruptedException, TimeoutException {
        if (count < 1) {
            throw new IllegalArgumentException("count must be 1 or more, not " + count);
        }
        Arguments.notNull(timeout, "timeout");
        CompletableFuture<List<Instance>> enough = new CompletableFuture<>();
        ServiceWatches.Waiter waiter = new ServiceWatches.Waiter(name, count, enough);
        access.command(() -> watches().add(waiter, view()));
        try {
            return enough.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw access.stopped();
        } catch (TimeoutException e) {
            // They may have come since: the view is published before its waiters are told.
            List<Instance> found = instances();
            if (found.size() >= count) {
                return found;
            }
            throw new TimeoutException("service " + name + " has " + found.size() + " discoverable instance"
                    + (found.size() == 1 ? "" : "s") + " after " + timeout.toMillis() + " ms, fewer than the " + count
                    + " awaited");
        } finally {
            access.post(() -> watches().remove(waiter));
        }
    }

    @Override
    public String toString() {
        return "service " + name;
    }
}
