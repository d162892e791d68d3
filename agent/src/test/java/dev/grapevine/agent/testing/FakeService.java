package dev.grapevine.agent.testing;

import dev.grapevine.cluster.Service;
import dev.grapevine.cluster.Subscription;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ReadyInstances;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A service with prepared instances, which can only be listed. */
record FakeService(String name, List<Instance> all, ReadyInstances ready) implements Service {

    @Override
    public List<Instance> instances() {
        return ready.any();
    }

    @Override
    public Optional<Instance> pick() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instance> pick(Predicate<? super Instance> eligible) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instance> pickNearby() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instance> pickNearby(Predicate<? super Instance> eligible) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription watch(Consumer<List<Instance>> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription watch(Consumer<List<Instance>> listener, Executor executor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Instance> await(int count, Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
