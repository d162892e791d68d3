package dev.grapevine.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agents of a soak, one at each address. Those at the first addresses live through it undisturbed; at the others
 * members come and go. Thread-safe.
 */
final class SoakCluster implements AutoCloseable {

    static final int STEADY = 4;
    static final int SIZE = 8;

    private static final int READY_SECONDS = 60;

    private final SoakOptions options;
    private final @Nullable SoakAgent[] agents = new @Nullable SoakAgent[SIZE];
    private final Set<String> names = new HashSet<>();
    private final List<SoakAgent> all = new ArrayList<>();
    private boolean closed;

    SoakCluster(SoakOptions options) throws IOException {
        this.options = options;
        Files.createDirectories(options.folder().resolve("logs"));
        Files.createDirectories(options.folder().resolve("data"));
    }

    /** The address of a place. */
    static String host(int place) {
        return "127.77.0." + (place + 1);
    }

    /** Starts a member at a place, where none may run; its seeds are the steady ones. */
    synchronized SoakAgent start(int place, String name) throws IOException {
        if (closed) {
            throw new IllegalStateException("the soak ends");
        }
        SoakAgent agent = SoakAgent.start(
                options,
                name,
                host(place),
                all.size() + 1,
                Stream.of(0, 1, 2, 3)
                        .filter(steady -> steady != place)
                        .map(SoakCluster::host)
                        .toList());
        agents[place] = agent;
        names.add(name);
        all.add(agent);
        return agent;
    }

    /** Waits until all members are ready. */
    void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(READY_SECONDS).toNanos();
        for (SoakAgent agent : current()) {
            while (!agent.answers()) {
                if (System.nanoTime() - end > 0 || !agent.running()) {
                    throw new IllegalStateException(agent.name() + " did not get ready, see " + agent.log());
                }
                Thread.sleep(200);
            }
        }
    }

    synchronized @Nullable SoakAgent at(int place) {
        return agents[place];
    }

    /** The last that was started at each place. */
    synchronized List<SoakAgent> current() {
        return Arrays.stream(agents).filter(Objects::nonNull).toList();
    }

    synchronized List<SoakAgent> steady() {
        return current().subList(0, STEADY);
    }

    /** All that were ever started. */
    synchronized List<SoakAgent> all() {
        return List.copyOf(all);
    }

    /** Whether a member ever had this name. */
    synchronized boolean isName(String name) {
        return names.contains(name);
    }

    /** A member that runs; empty only while hardly any does. */
    SoakAgent any(RandomGenerator random) {
        List<SoakAgent> running = current().stream().filter(SoakAgent::running).toList();
        return running.isEmpty() ? current().get(0) : running.get(random.nextInt(running.size()));
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        List<SoakAgent> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(all);
        }
        for (SoakAgent agent : left) {
            try {
                if (agent.running()) {
                    agent.kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
