package dev.grapevine.agent.services;

import dev.grapevine.agent.check.CheckResult;
import dev.grapevine.agent.check.CheckStatus;
import dev.grapevine.agent.check.HealthChecks;
import dev.grapevine.agent.check.HealthChecks.Key;
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
 * The one place where instances of this member are registered, changed and withdrawn, so that what is published, what is
 * checked and what is on disk stay one. Publishes a change of health, not every run of a check. Thread-safe.
 *
 * <p>Locks: this object's first, those of the checks inside; the checks call back holding none.
 */
public final class LocalServices implements AutoCloseable {

    /** Output that goes to all members with each change of health; the rest can be read here. */
    static final int PUBLISHED_OUTPUT = 200;

    private final Cluster cluster;
    private final Clock clock;
    private final HealthChecks checks;
    private final RegistrationStore store;
    private final Consumer<String> changed;
    private final Map<Key, Registration> own = new LinkedHashMap<>();

    /**
     * @param store where registrations by API outlive a restart
     * @param timer for checks; is not closed here
     * @param changed hears the name of a service that changed
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
     * @throws dev.grapevine.model.LimitExceededException if it is too large; nothing is changed then
     * @throws UncheckedIOException if it was registered by API and cannot be written to disk; nothing is changed then
     */
    public boolean register(Registration registration) {
        boolean isNew;
        synchronized (this) {
            Key key = registration.key();
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

    private void undo(Key key, @Nullable Registration before) {
        if (before == null) {
            own.remove(key);
            cluster.deregister(key.service(), key.id());
        } else {
            own.put(key, before);
            cluster.register(before.instance());
        }
    }

    /** Takes up again what was registered by API before a restart. */
    public void restore() throws IOException {
        for (RegistrationStore.Saved saved : store.load()) {
            Registration registration = saved.registration();
            synchronized (this) {
                cluster.register(registration.instance());
                own.put(registration.key(), registration);
                watch(registration, saved.heartbeat());
                publishVerdict(registration.key());
            }
        }
    }

    /** The member is reached elsewhere now; instances without an address of their own are checked there. */
    public synchronized void readdressed() {
        for (Registration registration : own.values()) {
            ServiceInstance instance = registration.instance();
            boolean checkedHere = registration.checks().stream().anyMatch(CheckSpec::needsPort);
            if (instance.address().isEmpty() && checkedHere) {
                checks.verdict(registration.key())
                        .ifPresent(verdict -> watch(registration, verdict.health(), verdict.output(), null));
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

    /** @return false if it is not there */
    public boolean deregister(String service, String id) {
        synchronized (this) {
            Key key = new Key(service, id);
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
        return Optional.ofNullable(own.get(new Key(service, id)));
    }

    /** All of them, in the order in which they were first registered. */
    public synchronized List<Registration> all() {
        return List.copyOf(own.values());
    }

    /** What the checks of an instance found last. */
    public List<CheckStatus> checks(String service, String id) {
        return checks.status(new Key(service, id));
    }

    /** What came of a heartbeat. */
    public enum Heartbeat {
        TAKEN,
        /** There is no such instance. */
        UNKNOWN,
        /** It has checks, and none of them is a TTL check. */
        NOT_TTL
    }

    /** Takes a heartbeat of a TTL check; without any check, it says directly how the instance fares. */
    public Heartbeat heartbeat(String service, String id, Health health, String output) {
        Key key = new Key(service, id);
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
            return Heartbeat.TAKEN;
        }
        // Outside of the lock: the checks call back when that changes the health.
        boolean taken = checks.heartbeat(key, health, output);
        if (taken) {
            store.touch(this::saved);
        }
        return taken ? Heartbeat.TAKEN : Heartbeat.NOT_TTL;
    }

    /** @return false if there is no such instance */
    public boolean state(String service, String id, ServiceState state) {
        synchronized (this) {
            Key key = new Key(service, id);
            Registration registration = own.get(key);
            if (registration == null) {
                return false;
            }
            update(registration.with(registration.instance().withState(state, clock.millis())));
        }
        changed.accept(service);
        return true;
    }

    private void checked(Key key) {
        boolean published;
        synchronized (this) {
            published = publishVerdict(key);
        }
        if (published) {
            changed.accept(key.service());
        }
    }

    private boolean publishVerdict(Key key) {
        Registration registration = own.get(key);
        Optional<HealthChecks.Verdict> verdict = checks.verdict(key);
        if (registration == null
                || verdict.isEmpty()
                || verdict.get().health() == registration.instance().health()) {
            return false;
        }
        publish(key, verdict.get().health(), verdict.get().output());
        return true;
    }

    private void publish(Key key, Health health, String output) {
        Registration registration = own.get(key);
        if (registration == null) {
            return;
        }
        ServiceInstance instance = registration.instance();
        String shortened = CheckResult.cut(output, PUBLISHED_OUTPUT);
        try {
            update(registration.with(instance.withHealth(health, shortened, clock.millis())));
        } catch (LimitExceededException noRoomForWords) {
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

    /** Writes what is not yet on disk and ends the checks; withdraws nothing. */
    @Override
    public void close() {
        store.close();
        checks.close();
    }
}
