package dev.grapevine.cluster;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Many members in one process, on loopback sockets: measures how long it takes until all know of a start, a crash, a
 * leave and a service. Run by hand for figures ({@code main [members]}), and by {@link LargeClusterTest} for the
 * behaviour.
 */
final class Measurement implements AutoCloseable {

    /** The times from a cause until each member knew of it, in nanoseconds, ascending. */
    record Latencies(String what, long[] nanos) {
        @Override
        public String toString() {
            return String.format(
                    "%-10s median %9.1f ms   last %9.1f ms   (%d members)",
                    what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length - 1] / 1e6, nanos.length);
        }
    }

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Tethers move only when the view has been quiet for a while; a crash before that is detected more slowly. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final String cluster = "measurement-" + UUID.randomUUID();
    private final List<Cluster> members = new ArrayList<>();
    private final List<ClusterLoop> loops = new ArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Profile profile;
    private long startedNanos;

    Measurement(Profile profile) {
        this.profile = profile;
    }

    public static void main(String[] arguments) {
        int count = arguments.length == 0 ? 128 : Integer.parseInt(arguments[0]);
        int threads = arguments.length < 2 ? 2 : Integer.parseInt(arguments[1]);
        try (Measurement measurement = new Measurement(Profile.LAN)) {
            System.out.println(measurement.start(count, threads));
            System.out.printf("           of which starting them took %.1f ms%n", measurement.startedNanos / 1e6);
            System.out.println(measurement.register());
            System.out.println(measurement.withdraw());
            System.out.println(measurement.leave());
            LockSupport.parkNanos(SETTLE_NANOS);
            System.out.println(measurement.crash());
            System.out.println(measurement.traffic());
        }
    }

    /** Starts members at once, on a number of loops; the first three are the seeds of all. */
    Latencies start(int count, int threads) {
        for (int i = 0; i < threads; i++) {
            loops.add(ClusterLoop.start("measured-" + i));
        }
        long began = System.nanoTime();
        List<String> seeds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Cluster member = Cluster.builder()
                    .name("m" + i)
                    .cluster(cluster)
                    .port(0)
                    .broadcast(0)
                    .profile(profile)
                    .seeds(seeds)
                    .loop(loops.get(i % threads))
                    .start();
            members.add(member);
            if (i < 3) {
                seeds.add(member.address().toString());
            }
        }
        startedNanos = System.nanoTime() - began;
        return new Latencies(
                "bootstrap", whenEach(began, one -> one.stats().protocol().alive(), count));
    }

    private long[] whenEach(long began, ToIntFunction<Cluster> figure, int expected) {
        long[] times = new long[members.size()];
        for (int i = 0; i < times.length; i++) {
            while (figure.applyAsInt(members.get(i)) != expected) {
                if (System.nanoTime() - began > LIMIT_NANOS) {
                    throw new IllegalStateException(
                            "member " + i + " has " + figure.applyAsInt(members.get(i)) + " of " + expected);
                }
                LockSupport.parkNanos(PAUSE_NANOS); // the measured members need the processor
            }
            times[i] = System.nanoTime() - began;
        }
        Arrays.sort(times);
        return times;
    }

    Latencies register() {
        return when(
                "register",
                members,
                () -> members.get(members.size() / 2)
                        .register(ServiceInstance.named("web").port(80).build()),
                event -> event instanceof Event.ServiceUp);
    }

    Latencies withdraw() {
        return when(
                "withdraw",
                members,
                () -> members.get(members.size() / 2).deregister("web", "web"),
                event -> event instanceof Event.ServiceDown);
    }

    Latencies leave() {
        Cluster leaving = members.remove(members.size() - 1);
        return when("leave", members, leaving::close, event -> event instanceof Event.Left);
    }

    Latencies crash() {
        Cluster crashing = members.remove(members.size() - 1);
        return when("crash", members, crashing::abort, event -> event instanceof Event.Failed);
    }

    private Latencies when(String what, List<Cluster> watching, Runnable cause, Predicate<Event> awaited) {
        Map<Cluster, Long> heard = new ConcurrentHashMap<>();
        List<Subscription> subscriptions = new ArrayList<>();
        for (Cluster one : watching) {
            ClusterListener listener = new ClusterListener() {
                @Override
                public void onEvent(Event event) {
                    if (awaited.test(event)) {
                        heard.putIfAbsent(one, System.nanoTime());
                    }
                }
            };
            subscriptions.add(one.subscribe(listener, executor));
        }
        long began = System.nanoTime();
        cause.run();
        while (heard.size() < watching.size() && System.nanoTime() - began < LIMIT_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS); // the measured members need the processor
        }
        subscriptions.forEach(Subscription::close);
        if (heard.size() < watching.size()) {
            throw new IllegalStateException(what + ": only " + heard.size() + " of " + watching.size() + " know");
        }
        return new Latencies(
                what,
                heard.values().stream()
                        .mapToLong(time -> Math.max(0, time - began))
                        .sorted()
                        .toArray());
    }

    /** The total traffic since the start. */
    String traffic() {
        long packets = 0;
        long bytes = 0;
        long streams = 0;
        long errors = 0;
        for (Cluster one : members) {
            Traffic traffic = one.stats().traffic();
            packets += traffic.udpPacketsSent();
            bytes += traffic.udpBytesSent();
            streams += traffic.tcpBytesSent();
            errors += traffic.sendErrors();
        }
        return String.format(
                "traffic    %d packets, %d kB by UDP, %d kB by TCP, %d send errors",
                packets, bytes / 1_000, streams / 1_000, errors);
    }

    @Override
    public void close() {
        members.forEach(Cluster::abort);
        loops.forEach(ClusterLoop::close);
        executor.shutdownNow();
    }
}
