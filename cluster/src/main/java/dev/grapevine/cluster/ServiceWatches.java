package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The watches of services, and the threads that wait for instances. Used by the loop's thread only. */
final class ServiceWatches {

    /**
     * A thread that waits for instances.
     *
     * @param enough completed with the instances; has no dependent stages, which would run in the loop
     */
    record Waiter(String service, int count, CompletableFuture<List<Instance>> enough) {
        private void look(List<Instance> instances) {
            if (instances.size() >= count) {
                enough.complete(instances);
            }
        }
    }

    private final Map<String, List<LatestValueSubscription<List<Instance>>>> watches = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();

    void add(String service, LatestValueSubscription<List<Instance>> watch, PublishedView view) {
        watches.computeIfAbsent(service, added -> new ArrayList<>()).add(watch);
        watch.offer(view.ready(service).any());
    }

    void remove(String service, LatestValueSubscription<List<Instance>> watch) {
        watches.computeIfPresent(service, (name, known) -> {
            known.remove(watch);
            return known.isEmpty() ? null : known;
        });
    }

    void add(Waiter waiter, PublishedView view) {
        waiters.add(waiter);
        waiter.look(view.ready(waiter.service).any());
    }

    void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** The instances of a service have changed, or their members. */
    void changed(String service, PublishedView view) {
        if (watches.containsKey(service) || waiters.stream().anyMatch(waiter -> waiter.service.equals(service))) {
            List<Instance> instances = view.ready(service).any();
            watches.getOrDefault(service, List.of()).forEach(watch -> watch.offer(instances));
            waiters.stream().filter(waiter -> waiter.service.equals(service)).forEach(waiter -> waiter.look(instances));
        }
    }

    /** The member stops: nothing changes any more. */
    void close() {
        waiters.forEach(waiter ->
                waiter.enough.completeExceptionally(new IllegalStateException("the member stopped while this waited")));
        waiters.clear();
        watches.clear();
    }
}
