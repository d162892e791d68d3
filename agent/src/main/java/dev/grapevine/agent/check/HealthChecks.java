package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.model.Health;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps up the checks of the service instances of this member. Thread-safe. */
public final class HealthChecks implements AutoCloseable {

    /** Checks mostly wait for others; more at a time would only load the host. */
    static final int WORKERS = 4;

    /** Which instance. */
    public record Key(String service, String id) {}

    /**
     * What the checks of an instance say together.
     *
     * @param health the worst
     * @param output of the check that says so
     */
    public record Verdict(Health health, String output) {}

    /** Hears that the verdict on an instance may be another now. Called on a thread of the checks, without a lock held. */
    @FunctionalInterface
    public interface Listener {
        void changed(Key key);
    }

    private final Map<Key, List<CheckTask>> watched = new ConcurrentHashMap<>();
    private final Listener listener;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final DoubleSupplier jitter;
    private final Timer timer;
    private final Executor workers;
    private final Runnable shutdown;
    private @Nullable HttpClient client;

    /** Runs an action after a delay. */
    @FunctionalInterface
    interface Timer {
        void after(Duration delay, Runnable action);
    }

    HealthChecks(
            Listener listener,
            Clock clock,
            LongSupplier nanoTime,
            DoubleSupplier jitter,
            Timer timer,
            Executor workers,
            Runnable shutdown) {
        this.listener = listener;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.jitter = jitter;
        this.timer = timer;
        this.workers = workers;
        this.shutdown = shutdown;
    }

    /**
     * Checks on a few threads of their own, which are there only while there is something to check.
     *
     * @param timer tells when; is not closed here
     */
    public static HealthChecks start(ScheduledExecutorService timer, Clock clock, Listener listener) {
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), action -> {
                    Thread thread = new Thread(action, "grapevine-check");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return new HealthChecks(
                listener,
                clock,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(0.9, 1.1),
                (delay, action) -> timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS),
                workers,
                workers::shutdownNow);
    }

    /**
     * Begins to check an instance, instead of what was checked of it before.
     *
     * @param host where it listens
     * @param specs what to do; none ends the checks
     * @param initial what holds until the first result
     * @param output that goes with it
     * @param heartbeat when it was last heard of before a restart; null for never
     */
    public void watch(
            Key key,
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
        CheckTask.Surroundings around = new Around(key);
        List<CheckTask> tasks = new ArrayList<>();
        List<Runnable> starts = new ArrayList<>();
        for (CheckSpec spec : specs) {
            if (spec instanceof CheckSpec.Ttl ttl) {
                TtlTask task = new TtlTask(ttl, initial, output, heartbeat, around);
                tasks.add(task);
                starts.add(task::start);
            } else {
                CheckSpec placed = placed(spec, host, port);
                PolledTask task = polled(placed, initial, output, around);
                tasks.add(task);
                starts.add(task::start);
            }
        }
        watched.put(key, List.copyOf(tasks));
        starts.forEach(Runnable::run);
    }

    private PolledTask polled(CheckSpec spec, Health initial, String output, CheckTask.Surroundings around) {
        if (spec instanceof CheckSpec.Http http) {
            HealthCheck check =
                    new HttpCheck(client(), URI.create(http.url()), http.pace().timeout());
            return new PolledTask(spec, http.pace(), check, initial, output, around);
        }
        CheckSpec.Tcp tcp = (CheckSpec.Tcp) spec;
        HealthCheck check =
                new TcpCheck(HostPort.parse(tcp.target()), tcp.pace().timeout());
        return new PolledTask(spec, tcp.pace(), check, initial, output, around);
    }

    /** The same check with the instance's own address filled in. */
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

    /** It brings a thread of its own, so it is made only when there is an HTTP check. */
    private synchronized HttpClient client() {
        if (client == null) {
            // Not on the workers: they wait for it.
            client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        }
        return client;
    }

    public void unwatch(Key key) {
        List<CheckTask> tasks = watched.remove(key);
        if (tasks != null) {
            tasks.forEach(CheckTask::stop);
        }
    }

    /**
     * Takes a heartbeat.
     *
     * @return false if the instance has no TTL check
     */
    public boolean heartbeat(Key key, Health health, String output) {
        boolean found = false;
        for (CheckTask task : watched.getOrDefault(key, List.of())) {
            if (task instanceof TtlTask ttl) {
                ttl.heartbeat(health, output);
                found = true;
            }
        }
        return found;
    }

    /** What the checks say together; empty where there are none. */
    public Optional<Verdict> verdict(Key key) {
        Verdict worst = null;
        for (CheckTask task : watched.getOrDefault(key, List.of())) {
            CheckStatus status = task.status();
            if (worst == null || status.health().compareTo(worst.health()) > 0) {
                worst = new Verdict(status.health(), status.output());
            }
        }
        return Optional.ofNullable(worst);
    }

    /** Each check of an instance, in the order given. */
    public List<CheckStatus> status(Key key) {
        return watched.getOrDefault(key, List.of()).stream()
                .map(CheckTask::status)
                .toList();
    }

    @Override
    public void close() {
        List.copyOf(watched.keySet()).forEach(this::unwatch);
        shutdown.run();
    }

    private final class Around implements CheckTask.Surroundings {

        private final Key key;

        Around(Key key) {
            this.key = key;
        }

        @Override
        public long nanoTime() {
            return nanoTime.getAsLong();
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void after(Duration delay, Runnable action) {
            quietly(() -> timer.after(delay, action));
        }

        @Override
        public void work(Runnable action) {
            quietly(() -> workers.execute(action));
        }

        /** After the close there is nothing left to do. */
        private void quietly(Runnable hand) {
            try {
                hand.run();
            } catch (RejectedExecutionException closed) {
                unwatch(key);
            }
        }

        @Override
        public double jitter() {
            return jitter.getAsDouble();
        }

        @Override
        public void changed() {
            listener.changed(key);
        }
    }
}
