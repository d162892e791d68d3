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
     * Begins to check an instance, in place of the checks that it had before. A check that it had before goes on as if
     * nothing had happened. If this fails, nothing has changed.
     *
     * @param host where the instance listens
     * @param specs the checks to run; none ends the checks
     * @param initial the health of a new check until its first result
     * @param output the output that goes with it
     * @param heartbeat when the last heartbeat before a restart arrived; null for never
     */
    public synchronized void watch(
            InstanceKey key,
            String host,
            int port,
            List<CheckSpec> specs,
            Health initial,
            String output,
            @Nullable Instant heartbeat) {
        List<CheckTask> before = tasksByInstance.getOrDefault(key, List.of());
        List<CheckTask> ended = new ArrayList<>(before);
        List<CheckTask> started = new ArrayList<>();
        List<CheckTask> tasks = new ArrayList<>();
        for (CheckSpec spec : specs) {
            CheckSpec placed = placed(spec, host, port);
            CheckTask kept = take(ended, placed);
            CheckTask task = kept != null
                    ? kept
                    : placed instanceof CheckSpec.Ttl ttl
                            ? new TtlTask(ttl, initial, output, heartbeat, runtime, () -> listener.changed(key))
                            : polled(key, (CheckSpec.Polled) placed, initial, output);
            tasks.add(task);
            if (kept == null) {
                started.add(task);
            }
        }
        put(key, tasks); // first, because a result may come while the next check is being started
        try {
            started.forEach(CheckTask::start);
        } catch (Throwable e) { // for example because no thread can be made
            started.forEach(CheckTask::stop);
            put(key, before);
            throw e;
        }
        ended.forEach(CheckTask::stop);
    }

    private void put(InstanceKey key, List<CheckTask> tasks) {
        if (tasks.isEmpty()) {
            tasksByInstance.remove(key);
        } else {
            tasksByInstance.put(key, List.copyOf(tasks));
        }
    }

    /** What {@link #watch} with the same arguments would make the health of the instance. */
    public CombinedHealth preview(
            InstanceKey key, String host, int port, List<CheckSpec> specs, Health initial, String output) {
        List<CheckTask> running = new ArrayList<>(tasksByInstance.getOrDefault(key, List.of()));
        List<CheckStatus> all = new ArrayList<>();
        for (CheckSpec spec : specs) {
            CheckTask kept = take(running, placed(spec, host, port));
            all.add(kept == null ? new CheckStatus(spec, initial, output, Optional.empty()) : kept.status());
        }
        return worst(all).orElse(new CombinedHealth(initial, output));
    }

    /** Takes a task that makes this check out of a list; null if there is none. */
    private static @Nullable CheckTask take(List<CheckTask> tasks, CheckSpec placed) {
        for (CheckTask task : tasks) {
            if (task.status().spec().equals(placed)) {
                tasks.remove(task);
                return task;
            }
        }
        return null;
    }

    private CheckTask polled(InstanceKey key, CheckSpec.Polled placed, Health initial, String output) {
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
    private static CheckSpec placed(CheckSpec spec, String host, int port) {
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
        return worst(status(key));
    }

    private static Optional<CombinedHealth> worst(List<CheckStatus> all) {
        CombinedHealth worst = null;
        for (CheckStatus status : all) {
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
