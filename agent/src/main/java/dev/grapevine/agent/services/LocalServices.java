package dev.grapevine.agent.services;

import dev.grapevine.agent.check.CheckResult;
import dev.grapevine.agent.check.CheckStatus;
import dev.grapevine.agent.check.CombinedHealth;
import dev.grapevine.agent.check.HealthChecks;
import dev.grapevine.agent.check.InstanceKey;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Health;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this member. They are registered, changed and withdrawn only here, so that what is
 * published, what is checked and what is on disk stay consistent. A change of health is published, but not every run of
 * a check. Thread-safe.
 *
 * <p>Lock order: the lock of this object, then those of the checks. The checks call back with no lock held.
 */
public final class LocalServices implements AutoCloseable {

    /** The output that is sent to all members with a change of health; the rest can be read from this member only. */
    static final int PUBLISHED_OUTPUT = 200;

    private final Cluster cluster;
    private final Clock clock;
    private final HealthChecks checks;
    private final RegistrationStore store;
    private final Consumer<String> changed;
    private final Map<InstanceKey, Registration> own = new LinkedHashMap<>();

    /**
     * @param store keeps registrations made through the API across restarts
     * @param timer for checks; is not closed here
     * @param changed called with the name of a service that has changed
     */
    public LocalServices(
            Cluster cluster,
            Clock clock,
            RegistrationStore store,
            ScheduledExecutorService timer,
            Consumer<String> changed) {
        this.cluster = cluster;
        this.clock = clock;
        this.store = store;
        this.changed = changed;
        this.checks = HealthChecks.start(timer, clock, this::checked);
    }

    /**
     * Registers an instance, or replaces it.
     *
     * @return whether it is new
     * @throws dev.grapevine.model.LimitExceededException if it is too large; then nothing has changed
     * @throws UncheckedIOException if it was made through the API and cannot be written to disk; then nothing has
     *     changed
     */
    public boolean register(Registration registration) {
        boolean isNew;
        synchronized (this) {
            InstanceKey key = registration.key();
            Registration before = own.get(key);
            cluster.register(registration.instance());
            own.put(key, registration);
            if (registration.byApi()) {
                try {
                    save();
                } catch (UncheckedIOException e) {
                    undo(key, before);
                    throw e;
                }
            }
            watch(registration, null);
            isNew = before == null;
        }
        changed.accept(registration.instance().service());
        return isNew;
    }

    private void undo(InstanceKey key, @Nullable Registration before) {
        if (before == null) {
            own.remove(key);
            cluster.deregister(key.service(), key.id());
        } else {
            own.put(key, before);
            cluster.register(before.instance());
        }
    }

    /** Restores the registrations that were made through the API before a restart. */
    public void restore() throws IOException {
        for (RegistrationStore.Saved saved : store.load()) {
            Registration registration = saved.registration();
            synchronized (this) {
                cluster.register(registration.instance());
                own.put(registration.key(), registration);
                watch(registration, saved.heartbeat());
                publishHealth(registration.key());
            }
        }
    }

    /** Moves the checks of instances without an address of their own to the new address of this member. */
    public synchronized void readdressed() {
        for (Registration registration : own.values()) {
            ServiceInstance instance = registration.instance();
            boolean checkedHere = registration.checks().stream().anyMatch(CheckSpec::needsPort);
            if (instance.address().isEmpty() && checkedHere) {
                checks.combined(registration.key())
                        .ifPresent(combined -> watch(registration, combined.health(), combined.output(), null));
            }
        }
    }

    private void watch(Registration registration, @Nullable Instant heartbeat) {
        ServiceInstance instance = registration.instance();
        watch(registration, instance.health(), instance.output(), heartbeat);
    }

    private void watch(Registration registration, Health health, String output, @Nullable Instant heartbeat) {
        ServiceInstance instance = registration.instance();
        String host =
                instance.address().isEmpty() ? cluster.self().addresses().get(0).host() : instance.address();
        checks.watch(registration.key(), host, instance.port(), registration.checks(), health, output, heartbeat);
    }

    /** @return false if there is no such instance */
    public boolean deregister(String service, String id) {
        synchronized (this) {
            InstanceKey key = new InstanceKey(service, id);
            Registration removed = own.remove(key);
            if (removed == null) {
                return false;
            }
            checks.unwatch(key);
            cluster.deregister(service, id);
            if (removed.byApi()) {
                save();
            }
        }
        changed.accept(service);
        return true;
    }

    public synchronized Optional<Registration> find(String service, String id) {
        return Optional.ofNullable(own.get(new InstanceKey(service, id)));
    }

    /** All registrations, in the order in which they were first made. */
    public synchronized List<Registration> all() {
        return List.copyOf(own.values());
    }

    /** The status of the checks of an instance. */
    public List<CheckStatus> checks(String service, String id) {
        return checks.status(new InstanceKey(service, id));
    }

    /** The result of a heartbeat. */
    public enum Heartbeat {
        ACCEPTED,
        /** There is no such instance. */
        UNKNOWN,
        /** The instance has checks, and none of them is a TTL check. */
        NOT_TTL
    }

    /** Accepts a heartbeat for a TTL check. For an instance without checks, it sets the health directly. */
    public Heartbeat heartbeat(String service, String id, Health health, String output) {
        InstanceKey key = new InstanceKey(service, id);
        boolean checked;
        synchronized (this) {
            Registration registration = own.get(key);
            if (registration == null) {
                return Heartbeat.UNKNOWN;
            }
            checked = !registration.checks().isEmpty();
            if (!checked) {
                publish(key, health, output);
            }
        }
        if (!checked) {
            changed.accept(service);
            return Heartbeat.ACCEPTED;
        }
        // Without the lock, because the checks call back if this changes the health.
        boolean accepted = checks.heartbeat(key, health, output);
        if (accepted) {
            store.touch(this::saved);
        }
        return accepted ? Heartbeat.ACCEPTED : Heartbeat.NOT_TTL;
    }

    /** @return false if there is no such instance */
    public boolean state(String service, String id, ServiceState state) {
        synchronized (this) {
            InstanceKey key = new InstanceKey(service, id);
            Registration registration = own.get(key);
            if (registration == null) {
                return false;
            }
            update(registration.with(registration.instance().withState(state, clock.millis())));
        }
        changed.accept(service);
        return true;
    }

    private void checked(InstanceKey key) {
        boolean published;
        synchronized (this) {
            published = publishHealth(key);
        }
        if (published) {
            changed.accept(key.service());
        }
    }

    private boolean publishHealth(InstanceKey key) {
        Registration registration = own.get(key);
        Optional<CombinedHealth> combined = checks.combined(key);
        if (registration == null
                || combined.isEmpty()
                || combined.get().health() == registration.instance().health()) {
            return false;
        }
        publish(key, combined.get().health(), combined.get().output());
        return true;
    }

    private void publish(InstanceKey key, Health health, String output) {
        Registration registration = own.get(key);
        if (registration == null) {
            return;
        }
        ServiceInstance instance = registration.instance();
        String shortened = CheckResult.cut(output, PUBLISHED_OUTPUT);
        try {
            update(registration.with(instance.withHealth(health, shortened, clock.millis())));
        } catch (LimitExceededException noRoomForOutput) {
            update(registration.with(instance.withHealth(health, "", clock.millis())));
        }
    }

    private void update(Registration registration) {
        cluster.register(registration.instance());
        own.put(registration.key(), registration);
        if (registration.byApi()) {
            store.touch(this::saved);
        }
    }

    private void save() {
        try {
            store.save(saved());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized List<RegistrationStore.Saved> saved() {
        return own.values().stream()
                .filter(Registration::byApi)
                .map(registration -> new RegistrationStore.Saved(registration, lastHeartbeat(registration)))
                .toList();
    }

    private @Nullable Instant lastHeartbeat(Registration registration) {
        return checks.status(registration.key()).stream()
                .filter(status -> status.spec() instanceof CheckSpec.Ttl)
                .flatMap(status -> status.at().stream())
                .findFirst()
                .orElse(null);
    }

    /** Writes pending changes to disk and ends the checks. Withdraws no instance. */
    @Override
    public void close() {
        store.close();
        checks.close();
    }
}
