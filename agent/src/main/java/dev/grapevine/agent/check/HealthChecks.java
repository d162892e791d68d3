package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.check.CheckEngine;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.CheckState;
import dev.grapevine.cluster.check.InstanceChecks;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.cluster.check.NamedCheck;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.yaml.Units;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** The checks of the service instances of this member, on one {@link CheckEngine}. Thread-safe. */
public final class HealthChecks implements AutoCloseable {

    /**
     * Learns that there may be {@linkplain #news news} of an instance. Called on a thread of its own, with no lock held;
     * may block. If it throws, it is called again a second later.
     */
    @FunctionalInterface
    public interface Listener {
        void changed(InstanceKey key);
    }

    /** The checks of an instance, and how they were asked for. */
    private record Watched(List<CheckSpec> specs, InstanceChecks checks) {}

    /** Begins the names of all threads. */
    private static final String OWNER = "grapevine";

    private final Map<InstanceKey, Watched> watched = new ConcurrentHashMap<>();
    private final Listener listener;
    private final CheckEngine engine;
    private final AtomicReference<AllowList> allowed;
    private final ScriptRunner scripts = new ScriptRunner(OWNER);
    private final GrpcClient grpc = new GrpcClient(OWNER);
    private final CheckDefinitions definitions;

    /**
     * @param engine is closed here
     * @param allowed the addresses that its HTTP and TCP checks may reach
     * @param aliases know the health of other services
     */
    HealthChecks(Listener listener, CheckEngine engine, AtomicReference<AllowList> allowed, AliasHealth aliases) {
        this.definitions = new CheckDefinitions(scripts, aliases, grpc);
        this.listener = listener;
        this.engine = engine;
        this.allowed = allowed;
    }

    /** Checks on sockets and threads of their own, which start with the first check, and the HTTP client with the first HTTP check. */
    public static HealthChecks start(Clock clock, Cluster cluster, Listener listener) {
        AtomicReference<AllowList> allowed = new AtomicReference<>(AllowList.ALL_BUT_LINK_LOCAL);
        return new HealthChecks(
                listener,
                CheckEngine.start(
                        OWNER, clock, () -> new JettyHttpClient(OWNER, new SslContextFactory.Client()), allowed::get),
                allowed,
                new AliasHealth(cluster));
    }

    /** Sets the addresses that HTTP and TCP checks may reach, from their next runs on. */
    public void allow(AllowList networks) {
        allowed.set(networks);
    }

    /**
     * Replaces the checks of an instance. Those that check the same as before go on, with their verdict and rhythm;
     * others begin or end. To be called when the instance is published; later changes of its health are news.
     *
     * @param host where the instance listens
     * @param specs the checks to run; none ends the checks
     * @param initial the health that is published, and the verdict of new checks until their first result
     * @param output the output that goes with it
     * @param told what is published of the single checks
     * @param heartbeat when the last heartbeat before a restart arrived; null for never
     * @throws IllegalArgumentException if a check cannot run there, as {@link #preview} says; nothing has changed
     */
    public void watch(
            InstanceKey key,
            String host,
            int port,
            List<CheckSpec> specs,
            Health initial,
            String output,
            List<CheckResult> told,
            @Nullable Instant heartbeat) {
        if (specs.isEmpty()) {
            unwatch(key);
            return;
        }
        List<CheckSpec> placed = placed(specs, host, port);
        List<NamedCheck> defined = definitions.of(key, host, port, placed);
        InstanceVerdict published = new InstanceVerdict(initial, output, null, told);
        Watched before = watched.get(key);
        InstanceChecks checks =
                before == null ? engine.instance(published, () -> listener.changed(key)) : before.checks;
        try {
            checks.published(initial, output, told);
            watched.put(key, new Watched(placed, checks));
            checks.replace(defined, outcome(initial, output), heartbeat);
        } catch (RuntimeException | Error e) {
            if (before == null) {
                unwatch(key);
            } else {
                watched.put(key, before);
            }
            throw e;
        }
    }

    /** Whether there has been a result; if not, the first one is news. */
    private static @Nullable CheckOutcome outcome(Health health, String output) {
        return health == Health.CRITICAL && output.equals(InstanceVerdict.NOT_CHECKED)
                ? null
                : new CheckOutcome(health, output);
    }

    /**
     * What the checks of an instance would say together right after {@link #watch}: checks that go on keep their verdict.
     * Changes nothing.
     *
     * @throws IllegalArgumentException if a check cannot run there, with the reason, which is the same for {@link #watch}
     */
    public InstanceVerdict preview(
            InstanceKey key, String host, int port, List<CheckSpec> specs, Health initial, String output) {
        if (specs.isEmpty()) {
            return new InstanceVerdict(initial, output, null);
        }
        List<NamedCheck> defined = definitions.of(key, host, port, placed(specs, host, port));
        Watched before = watched.get(key);
        CheckOutcome outcome = outcome(initial, output);
        return before == null ? InstanceVerdict.ofNew(defined, outcome) : before.checks.preview(defined, outcome);
    }

    private static List<CheckSpec> placed(List<CheckSpec> specs, String host, int port) {
        return specs.stream().map(spec -> spec.at(host, port)).toList();
    }

    public void unwatch(InstanceKey key) {
        Watched ended = watched.remove(key);
        if (ended != null) {
            ended.checks.close();
        }
    }

    /**
     * Accepts a heartbeat. What it changes is {@linkplain #news news}, of which the listener is not told.
     *
     * @return false if the instance has no TTL check
     */
    public boolean heartbeat(InstanceKey key, Health health, String output) {
        Watched found = watched.get(key);
        return found != null && found.checks.report(new CheckOutcome(health, output));
    }

    /**
     * What has to be published of an instance: its health has changed, another check has become the reason for it, or
     * the reason is known for the first time.
     */
    public Optional<InstanceVerdict> news(InstanceKey key) {
        Watched found = watched.get(key);
        return Optional.ofNullable(found == null ? null : found.checks.news());
    }

    /** To be called when news have been published. */
    public void published(InstanceKey key, InstanceVerdict news) {
        Watched found = watched.get(key);
        if (found != null) {
            found.checks.published(news);
        }
    }

    /** The status of each check of an instance, in the order given. */
    public List<CheckStatus> status(InstanceKey key) {
        Watched found = watched.get(key);
        if (found == null) {
            return List.of();
        }
        List<CheckState> states = found.checks.states();
        List<CheckStatus> all = new ArrayList<>();
        for (int i = 0; i < Math.min(states.size(), found.specs.size()); i++) {
            CheckState state = states.get(i);
            all.add(new CheckStatus(
                    found.specs.get(i),
                    state.check().id(),
                    state.check().name(),
                    state.health(),
                    state.output(),
                    state.at()));
        }
        return all;
    }

    /**
     * Which check has been critical for so long that its instance is to be withdrawn.
     *
     * @return words for people; empty if there is none
     */
    public Optional<String> overdue(InstanceKey key) {
        Watched found = watched.get(key);
        if (found == null) {
            return Optional.empty();
        }
        List<CheckState> states = found.checks.states();
        for (int i = 0; i < Math.min(states.size(), found.specs.size()); i++) {
            CheckState state = states.get(i);
            Optional<Duration> after = found.specs.get(i).label().deregisterAfter();
            if (after.isPresent() && state.criticalFor().compareTo(after.get()) >= 0) {
                return Optional.of("check " + state.check().id() + " has been critical for "
                        + Units.duration(after.get().toNanos()));
            }
        }
        return Optional.empty();
    }

    /** Ends all checks, also those that hang, and kills their scripts. Does not block. */
    @Override
    public void close() {
        List.copyOf(watched.keySet()).forEach(this::unwatch);
        scripts.close();
        grpc.close();
        engine.close();
    }
}
