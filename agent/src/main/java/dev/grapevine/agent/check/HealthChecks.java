package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.model.Health;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Runs the checks of the service instances of this member. Thread-safe. */
public final class HealthChecks implements AutoCloseable {

    /**
     * Learns that the combined health of an instance may have changed. Called on a thread of the checks, with no lock
     * held.
     */
    @FunctionalInterface
    public interface Listener {
        void changed(InstanceKey key);
    }

    private final Map<InstanceKey, List<CheckTask>> tasksByInstance = new ConcurrentHashMap<>();
    private final Listener listener;
    private final CheckRuntime runtime;
    private @Nullable HttpClient client;

    HealthChecks(Listener listener, CheckRuntime runtime) {
        this.listener = listener;
        this.runtime = runtime;
    }

    /**
     * Checks that run on a few threads of their own.
     *
     * @param timer measures delays; is not closed here
     */
    public static HealthChecks start(ScheduledExecutorService timer, Clock clock, Listener listener) {
        return new HealthChecks(listener, new ThreadedCheckRuntime(timer, clock));
    }

    /**
     * Begins to check an instance. Replaces the checks that it had before.
     *
     * @param host where the instance listens
     * @param specs the checks to run; none ends the checks
     * @param initial the health until the first result
     * @param output the output that goes with it
     * @param heartbeat when the last heartbeat before a restart arrived; null for never
     */
    public void watch(
            InstanceKey key,
            String host,
            int port,
            List<CheckSpec> specs,
            Health initial,
            String output,
            @Nullable Instant heartbeat) {
        unwatch(key);
        if (specs.isEmpty()) {
            return;
        }
        List<CheckTask> tasks = new ArrayList<>();
        for (CheckSpec spec : specs) {
            tasks.add(
                    spec instanceof CheckSpec.Ttl ttl
                            ? new TtlTask(ttl, initial, output, heartbeat, runtime, () -> listener.changed(key))
                            : polled(key, (CheckSpec.Polled) spec, host, port, initial, output));
        }
        tasksByInstance.put(key, List.copyOf(tasks));
        tasks.forEach(CheckTask::start);
    }

    private CheckTask polled(
            InstanceKey key, CheckSpec.Polled spec, String host, int port, Health initial, String output) {
        CheckSpec.Polled placed = placed(spec, host, port);
        return new PolledTask(placed, check(placed), initial, output, runtime, () -> listener.changed(key));
    }

    private HealthCheck check(CheckSpec.Polled spec) {
        return spec instanceof CheckSpec.Http http
                ? new HttpCheck(client(), URI.create(http.url()), http.pace().timeout())
                : new TcpCheck(
                        HostPort.parse(((CheckSpec.Tcp) spec).target()),
                        spec.pace().timeout());
    }

    /** The same check, with the address of the instance filled in. */
    private static CheckSpec.Polled placed(CheckSpec.Polled spec, String host, int port) {
        String place = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        if (spec instanceof CheckSpec.Http http && http.onInstance()) {
            return new CheckSpec.Http("http://" + place + http.url(), http.pace());
        }
        if (spec instanceof CheckSpec.Tcp tcp && tcp.onInstance()) {
            return new CheckSpec.Tcp(place, tcp.pace());
        }
        return spec;
    }

    /** The client has a thread of its own, so it is created only when there is an HTTP check. */
    private synchronized HttpClient client() {
        if (client == null) {
            // Does not use the workers, because they wait for the client.
            client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        }
        return client;
    }

    public void unwatch(InstanceKey key) {
        List<CheckTask> tasks = tasksByInstance.remove(key);
        if (tasks != null) {
            tasks.forEach(CheckTask::stop);
        }
    }

    /**
     * Accepts a heartbeat.
     *
     * @return false if the instance has no TTL check
     */
    public boolean heartbeat(InstanceKey key, Health health, String output) {
        boolean found = false;
        for (CheckTask task : tasksByInstance.getOrDefault(key, List.of())) {
            if (task instanceof TtlTask ttl) {
                ttl.heartbeat(health, output);
                found = true;
            }
        }
        return found;
    }

    /** What the checks of an instance say together; empty if it has none. */
    public Optional<CombinedHealth> combined(InstanceKey key) {
        CombinedHealth worst = null;
        for (CheckTask task : tasksByInstance.getOrDefault(key, List.of())) {
            CheckStatus status = task.status();
            if (worst == null || status.health().compareTo(worst.health()) > 0) {
                worst = new CombinedHealth(status.health(), status.output());
            }
        }
        return Optional.ofNullable(worst);
    }

    /** The status of each check of an instance, in the order given. */
    public List<CheckStatus> status(InstanceKey key) {
        return tasksByInstance.getOrDefault(key, List.of()).stream()
                .map(CheckTask::status)
                .toList();
    }

    @Override
    public void close() {
        List.copyOf(tasksByInstance.keySet()).forEach(this::unwatch);
        runtime.close();
    }
}
