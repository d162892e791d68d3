package dev.grapevine.agent.services;

import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.api.SavedRegistrations.SavedRegistration;
import dev.grapevine.agent.check.CheckStatus;
import dev.grapevine.agent.check.HealthChecks;
import dev.grapevine.agent.check.InstanceKey;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.cluster.data.DurableFile;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this member. They are registered, changed and withdrawn only here, so that what is
 * published, what is checked and what is on disk stay consistent: a change that is asked for happens in all three or,
 * whatever fails, in none. A change of health is published, and saved soon after, but not every run of a check.
 * Thread-safe.
 *
 * <p>Lock order: the lock of this object, then those of the checks. The checks call back with no lock held, on a thread
 * that may block. Reads take no lock, so they never wait for a disk.
 */
public final class LocalServices implements AutoCloseable {

    private final Clock clock;
    private final HealthChecks checks;
    private final LiveInstances live;
    private final RegistrationStore store;
    private final RegistrationWriter writer;
    private final DelayedSave delayed;
    private final Withdrawals withdrawals;
    private final DrainDeadlines deadlines;
    private final Consumer<String> changed;

    /** Replaced, never modified; written with the lock of this object. */
    private volatile Map<InstanceKey, Registration> own = Map.of();

    /** What is wanted of all instances; written with the lock of this object. */
    private volatile OperatorState member = OperatorState.UP;

    /**
     * @param store keeps registrations made through the API across restarts
     * @param timer for saving; is not closed here
     * @param changed called with the name of a service that has changed
     */
    public LocalServices(
            Cluster cluster,
            Clock clock,
            RegistrationStore store,
            ScheduledExecutorService timer,
            Consumer<String> changed) {
        this.clock = clock;
        this.store = store;
        this.changed = changed;
        this.checks = HealthChecks.start(clock, cluster, this::checked);
        this.live = new LiveInstances(cluster, clock, checks);
        this.writer = new RegistrationWriter(store, checks);
        this.delayed = new DelayedSave(timer, this::saveNow);
        this.withdrawals = Withdrawals.start(timer, this, checks);
        this.deadlines = new DrainDeadlines(timer, clock, delayed::execute, this::drained);
    }

    /** Sets the addresses that HTTP and TCP checks may reach, from their next runs on. */
    public void allowChecks(AllowList networks) {
        checks.allow(networks);
    }

    /**
     * The result of a registration.
     *
     * @param isNew whether there was no such instance before
     */
    public record Registered(Registration registration, boolean isNew) {}

    /**
     * Registers an instance as a request says, or replaces it. What the request does not say of its health and state
     * stays, and so do the results of checks that it has had before.
     *
     * @throws IllegalArgumentException if it is not allowed; then nothing has changed
     * @throws dev.grapevine.model.LimitExceededException if it is too large; then nothing has changed
     * @throws UncheckedIOException if it cannot be written to disk; then nothing has changed
     */
    public Registered register(String service, String id, RegisterRequest request) {
        Registered result;
        synchronized (this) {
            Registration before = own.get(new InstanceKey(service, id));
            Registration after =
                    live.checkedBefore(RegistrationMapper.read(service, id, request, before, clock.millis()), before);
            change(after.key(), after);
            result = new Registered(after, before == null);
        }
        changed.accept(service);
        return result;
    }

    /** Registers an instance as it is, or replaces it; throws the same exceptions as the other method. */
    public boolean register(Registration registration) {
        boolean isNew;
        synchronized (this) {
            Registration checked = live.checkedBefore(registration, own.get(registration.key()));
            isNew = change(registration.key(), checked) == null;
        }
        changed.accept(registration.instance().service());
        return isNew;
    }

    private void publish(InstanceKey key, @Nullable Registration registration) {
        live.publish(key, registration == null ? null : published(registration));
    }

    /** The instance as all members see it: in the worse of its own state and that of its member. */
    public ServiceInstance published(Registration registration) {
        return member.over(registration.instance());
    }

    /**
     * Makes one change on disk, for all members, and for the checks. If a step fails, for whatever reason, the earlier
     * ones are undone.
     *
     * @param after null to withdraw the instance
     * @return the registration before; null for none
     */
    private @Nullable Registration change(InstanceKey key, @Nullable Registration after) {
        Map<InstanceKey, Registration> before = own;
        Registration was = before.get(key);
        Map<InstanceKey, Registration> next = new LinkedHashMap<>(before);
        if (after == null) {
            next.remove(key);
        } else {
            next.put(key, after);
        }
        Instant lastHeartbeat = was == null ? null : writer.lastHeartbeat(was);
        boolean kept = RegistrationWriter.kept(was) || RegistrationWriter.kept(after);
        Undo undo = new Undo();
        try (DurableFile.Replacement file = kept ? writer.prepare(next.values(), member) : RegistrationStore.NOTHING) {
            undo.before(() -> publish(key, was));
            publish(key, after);
            if (after != null) {
                undo.before(() -> live.check(key, was, lastHeartbeat));
                live.check(key, after, null);
            }
            if (kept) {
                undo.before(() -> {
                    delayed.touch(); // saves again later, should this fail
                    writer.save(before.values(), member);
                });
            }
            file.commit();
            own = Collections.unmodifiableMap(next);
        } catch (IOException e) {
            undo.run(e);
            throw writer.notWritten(e);
        } catch (Throwable e) {
            undo.run(e);
            throw e;
        }
        if (after == null) {
            checks.unwatch(key);
        }
        deadlines.set(key, after == null ? null : after.drainsUntil());
        if (kept) {
            delayed.saved();
        }
        return was;
    }

    /**
     * Registers the configured instances, and restores what was registered through the API before a restart. Whatever was
     * drained or in maintenance is so from its first publication on. What cannot be restored is set aside.
     *
     * @throws IOException if the file exists and cannot be read
     */
    public synchronized void restore(List<Registration> configured) throws IOException {
        RegistrationStore.Content saved = store.read();
        Map<InstanceKey, Registration> first = new LinkedHashMap<>();
        configured.forEach(registration -> first.put(registration.key(), registration));
        store.takeStates(
                saved,
                of -> member = RegistrationMapper.restore(of, clock.instant()),
                of -> first.computeIfPresent(
                        new InstanceKey(of.service(), of.id()),
                        (key, registration) -> RegistrationMapper.restore(registration, of, clock.instant())));
        deadlines.set(DrainDeadlines.MEMBER, member.drainsUntil());
        first.values().forEach(registration -> keep(registration, null));
        store.takeRegistrations(saved, this::restore);
    }

    private void restore(SavedRegistration saved) {
        Registration registration = live.checkedBefore(RegistrationMapper.restore(saved, clock.instant()), null);
        InstanceKey key = registration.key();
        try {
            keep(registration, saved.heartbeat());
        } catch (LimitExceededException tooMuch) {
            throw new IllegalArgumentException(tooMuch.getMessage(), tooMuch);
        }
        publishHealth(key);
    }

    /** Takes over what is configured, or on disk already. */
    private void keep(Registration registration, @Nullable Instant heartbeat) {
        InstanceKey key = registration.key();
        Registration was = own.get(key);
        Undo undo = new Undo();
        try {
            undo.before(() -> publish(key, was));
            publish(key, registration);
            undo.before(() -> live.check(key, was, null));
            live.check(key, registration, heartbeat);
            put(registration);
            deadlines.set(key, registration.drainsUntil());
        } catch (Throwable e) {
            undo.run(e);
            throw e;
        }
    }

    private void put(Registration registration) {
        Map<InstanceKey, Registration> next = new LinkedHashMap<>(own);
        next.put(registration.key(), registration);
        own = Collections.unmodifiableMap(next);
    }

    /** Moves the checks of instances without an address of their own to the new address of this member. */
    public synchronized void readdressed() {
        for (Registration registration : own.values()) {
            if (LiveInstances.checkedAtThisMember(registration)) {
                live.check(registration.key(), registration, null);
            }
        }
    }

    /**
     * Withdraws an instance.
     *
     * @return false if there is no such instance
     * @throws UncheckedIOException if it cannot be written to disk; then nothing has changed
     */
    public boolean deregister(String service, String id) {
        synchronized (this) {
            InstanceKey key = new InstanceKey(service, id);
            if (!own.containsKey(key)) {
                return false;
            }
            change(key, null);
        }
        changed.accept(service);
        return true;
    }

    public Optional<Registration> find(String service, String id) {
        return Optional.ofNullable(own.get(new InstanceKey(service, id)));
    }

    /** All registrations, in the order in which they were first made. */
    public List<Registration> all() {
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
                publishHealth(registration, health, output, List.of());
            }
        }
        if (!checked) {
            changed.accept(service);
            return Heartbeat.ACCEPTED;
        }
        boolean accepted = checks.heartbeat(key, health, output);
        if (accepted) {
            delayed.touch();
            checked(key);
        }
        return accepted ? Heartbeat.ACCEPTED : Heartbeat.NOT_TTL;
    }

    /**
     * Changes the state of an instance. It is on disk when this returns.
     *
     * @param drainFor how long it drains before it goes to maintenance; empty for as long as nobody changes it
     * @return false if there is no such instance
     * @throws UncheckedIOException if it cannot be written to disk; then nothing has changed
     */
    public boolean state(String service, String id, ServiceState state, Optional<Duration> drainFor) {
        synchronized (this) {
            InstanceKey key = new InstanceKey(service, id);
            Registration registration = own.get(key);
            if (registration == null) {
                return false;
            }
            change(key, registration.withState(state, until(drainFor), clock.millis()));
        }
        changed.accept(service);
        return true;
    }

    private @Nullable Instant until(Optional<Duration> drainFor) {
        return drainFor.map(clock.instant()::plus).orElse(null);
    }

    /** What is wanted of all instances of this member, besides what is wanted of each. */
    public OperatorState member() {
        return member;
    }

    /**
     * Changes the state of all instances of this member, those included that are registered later: each is in the worse of
     * its own state and this one. It is on disk when this returns.
     *
     * @param drainFor how long they drain before they go to maintenance; empty for as long as nobody changes it
     * @throws UncheckedIOException if it cannot be written to disk; then nothing has changed
     */
    public void memberState(ServiceState state, Optional<Duration> drainFor) {
        Set<String> affected = new LinkedHashSet<>();
        synchronized (this) {
            changeMember(new OperatorState(state, clock.millis(), until(drainFor)));
            own.keySet().forEach(key -> affected.add(key.service()));
        }
        affected.forEach(changed);
    }

    private void changeMember(OperatorState after) {
        OperatorState before = member;
        Undo undo = new Undo();
        try (DurableFile.Replacement file = writer.prepare(own.values(), after)) {
            undo.before(() -> publishAll(before));
            publishAll(after);
            undo.before(() -> {
                delayed.touch(); // saves again later, should this fail
                writer.save(own.values(), before);
            });
            file.commit();
        } catch (IOException e) {
            undo.run(e);
            throw writer.notWritten(e);
        } catch (Throwable e) {
            undo.run(e);
            throw e;
        }
        deadlines.set(DrainDeadlines.MEMBER, after.drainsUntil());
        delayed.saved();
    }

    private void publishAll(OperatorState wanted) {
        member = wanted;
        own.forEach(this::publish);
    }

    /** The time to drain is over, if nobody has changed it since. */
    private void drained(InstanceKey key, Instant until) {
        Set<String> affected = new LinkedHashSet<>();
        synchronized (this) {
            Registration registration = own.get(key);
            if (key.equals(DrainDeadlines.MEMBER) && until.equals(member.drainsUntil())) {
                changeMember(new OperatorState(ServiceState.MAINTENANCE, clock.millis(), null));
                own.keySet().forEach(each -> affected.add(each.service()));
            } else if (registration != null && until.equals(registration.drainsUntil())) {
                change(key, registration.withState(ServiceState.MAINTENANCE, null, clock.millis()));
                affected.add(key.service());
            }
        }
        affected.forEach(changed);
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
        InstanceVerdict news = checks.news(key).orElse(null);
        if (registration == null || news == null) {
            return false;
        }
        publishHealth(registration, news.health(), news.output(), news.checks());
        checks.published(key, news);
        return true;
    }

    private void publishHealth(Registration registration, Health health, String output, List<CheckResult> told) {
        ServiceInstance instance = registration.instance();
        try {
            update(registration.with(instance.withHealth(health, CheckOutcome.published(output), clock.millis())
                    .withChecks(told)));
        } catch (LimitExceededException noRoomForOutput) {
            List<CheckResult> silent = told.stream()
                    .map(check -> new CheckResult(check.id(), check.name(), check.health(), ""))
                    .toList();
            update(registration.with(
                    instance.withHealth(health, "", clock.millis()).withChecks(silent)));
        }
    }

    private void update(Registration registration) {
        InstanceKey key = registration.key();
        Registration was = own.get(key);
        Undo undo = new Undo();
        try {
            undo.before(() -> publish(key, was));
            publish(key, registration);
            put(registration);
        } catch (Throwable e) {
            undo.run(e);
            throw e;
        }
        if (RegistrationWriter.kept(registration)) {
            delayed.touch();
        }
    }

    private synchronized void saveNow() {
        writer.save(own.values(), member);
        delayed.saved();
    }

    /** Writes pending changes to disk and ends the checks. Withdraws no instance. */
    @Override
    public void close() {
        withdrawals.close();
        deadlines.close();
        delayed.close();
        checks.close();
    }
}
