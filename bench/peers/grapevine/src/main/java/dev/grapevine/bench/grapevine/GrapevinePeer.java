package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Observer;
import dev.grapevine.bench.Options;
import dev.grapevine.bench.Peer;
import dev.grapevine.bench.Scenario;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterLoop;
import dev.grapevine.model.Health;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Grapevine as programs embed it. Each member publishes one service instance, from its start or with its first update.
 * An {@linkplain #update update} changes the health output of that instance. One thread receives the events of all
 * members.
 */
final class GrapevinePeer implements Peer<GrapevinePeer.Running> {

    static final String SERVICE = "bench";

    /** Time for an abort to reach a hung member. */
    private static final long ABORT_MILLIS = 100;

    /** @param loop the member's own event loop; null if members share loops */
    record Running(Cluster cluster, @Nullable ClusterLoop loop) {}

    private final String clusterName = "bench-" + UUID.randomUUID();
    private final Profile profile;
    private final Settings settings;
    private final boolean publishes;
    private final byte @Nullable [] key;
    private final String busy;
    private final BusyThread reader;
    private final List<ClusterLoop> shared = new ArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private final Executor listeners = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "listeners");
        thread.setDaemon(true);
        return thread;
    });

    GrapevinePeer(Options options) {
        profile = profile(options.text("profile"));
        settings = Settings.of(profile);
        publishes = options.number("services") > 0;
        key = key(options.text("key"));
        busy = options.text("busy");
        reader = BusyThread.start(busy);
        int loops = loops(options);
        for (int i = 0; i < loops; i++) {
            shared.add(ClusterLoop.start("loop-" + i));
        }
    }

    private static int loops(Options options) {
        boolean blocks = options.scenarios().stream().anyMatch(Scenario::blocks);
        if (options.text("loops").isEmpty()) {
            return blocks ? 0 : Runtime.getRuntime().availableProcessors();
        }
        int loops = options.number("loops");
        if (blocks && loops > 0) {
            throw new IllegalArgumentException("blocking a member needs one event loop per member: use --loops 0");
        }
        return loops;
    }

    /** A new key for all members of this run, or none. */
    private static byte @Nullable [] key(String wanted) {
        return switch (wanted) {
            case "yes" -> {
                byte[] key = new byte[32];
                new SecureRandom().nextBytes(key);
                yield key;
            }
            case "no" -> null;
            default -> throw new IllegalArgumentException("--key must be yes or no, not " + wanted);
        };
    }

    private static Profile profile(String name) {
        for (Profile one : Profile.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException("--profile must be local, lan or wan, not " + name);
    }

    @Override
    public String name() {
        return "grapevine"
                + (publishes ? "" : "-bare")
                + (key == null ? "" : "-sealed")
                + (profile == Profile.LAN ? "" : "-" + profile.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean supports(Scenario scenario) {
        return scenario != Scenario.GOSSIP;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("probe_interval_ms", settings.get(ProtocolSetting.PROBE_PERIOD) / 1e6);
        config.put("profile", profile.name().toLowerCase(Locale.ROOT));
        config.put("loops", shared.isEmpty() ? "one each" : String.valueOf(shared.size()));
        config.put("services", publishes ? 1 : 0);
        config.put("busy", busy);
        config.put("transport", "UDP + TCP (tethers, sync), " + (key == null ? "plain" : "sealed"));
        return config;
    }

    @Override
    public Running start(String name, @Nullable Running seed, Observer observer) {
        ClusterLoop own = shared.isEmpty() ? ClusterLoop.start("loop-" + name) : null;
        ClusterLoop loop = own == null ? shared.get(started.getAndIncrement() % shared.size()) : own;
        Cluster.Builder builder = Cluster.builder();
        if (key != null) {
            builder.key(key);
        }
        Cluster cluster = builder.name(name)
                .cluster(clusterName)
                .port(0)
                .broadcast(0)
                .settings(settings)
                .services(publishes ? new ServiceInstance[] {instance("v=0")} : new ServiceInstance[0])
                .seeds(
                        seed == null
                                ? List.of()
                                : List.of(seed.cluster().address().toString()))
                .loop(loop)
                .start();
        reader.add(cluster);
        cluster.subscribe(new Listener(observer), listeners);
        return new Running(cluster, own);
    }

    private static ServiceInstance instance(String value) {
        return ServiceInstance.named(SERVICE).port(80).build().withHealth(Health.PASSING, value, 0);
    }

    @Override
    public void kill(Running member) throws InterruptedException {
        ClusterLoop loop = member.loop();
        if (loop == null) {
            member.cluster().abort();
            return;
        }
        Thread thread = new Thread(member.cluster()::abort, "abort");
        thread.start();
        thread.join(ABORT_MILLIS);
        loop.resume(); // it ends before it reads or sends anything
        thread.join();
        loop.close();
    }

    @Override
    public void leave(Running member) {
        member.cluster().close();
    }

    @Override
    public void dispose(Running member) {
        if (member.loop() != null) {
            member.loop().close();
        }
    }

    @Override
    public void update(Running member, String value) {
        member.cluster().register(instance(value));
    }

    @Override
    public void block(Running member, boolean blocked) {
        ClusterLoop loop = member.loop();
        if (loop == null) {
            throw new UnsupportedOperationException("members share loops");
        }
        if (blocked) {
            loop.suspend();
        } else {
            loop.resume();
        }
    }
}
