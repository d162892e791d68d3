package dev.grapevine.bench.pekko;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.grapevine.bench.Observer;
import dev.grapevine.bench.Options;
import dev.grapevine.bench.Peer;
import dev.grapevine.bench.Scenario;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Version;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.pubsub.DistributedPubSub;
import org.apache.pekko.cluster.pubsub.DistributedPubSubMediator;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.artery.ArteryTransport;
import org.jspecify.annotations.Nullable;

/**
 * Apache Pekko Cluster over Artery TCP, with its defaults, except that the split brain resolver (keep-majority) is on:
 * without it no member is ever removed. The cluster module has neither messages nor mutable values. Messages go through
 * distributed publish-subscribe, values through a map of Distributed Data that is written locally. Each is started only
 * if a scenario needs it.
 */
final class PekkoPeer implements Peer<PekkoPeer.Running> {

    static final String TOPIC = "bench";
    static final Key<LWWMap<String, String>> VALUES = LWWMapKey.create("values");

    private static final long LEAVE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LEAVE_POLL_MILLIS = 20;

    record Running(String name, ActorSystem system, Cluster cluster) {}

    private final int basePort;
    private final boolean messages;
    private final boolean updates;

    PekkoPeer(Options options) {
        basePort = options.number("base-port");
        messages = options.scenarios().contains(Scenario.GOSSIP);
        updates = options.scenarios().contains(Scenario.META);
    }

    @Override
    public String name() {
        return "pekko";
    }

    /** Pekko offers no clean way to freeze a node. */
    @Override
    public boolean supports(Scenario scenario) {
        return !scenario.blocks();
    }

    private static Config config(int port) {
        return ConfigFactory.parseString("""
                pekko.actor.provider = cluster
                pekko.remote.artery.canonical.hostname = "127.0.0.1"
                pekko.remote.artery.canonical.port = %d
                pekko.cluster.downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
                pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                pekko.coordinated-shutdown.exit-jvm = off
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                pekko.jvm-exit-on-fatal-error = off
                pekko.loglevel = OFF
                pekko.stdout-loglevel = OFF
                pekko.log-dead-letters = off
                """.formatted(port)).withFallback(ConfigFactory.load());
    }

    @Override
    public Map<String, Object> config() {
        Config defaults = config(0);
        Config cluster = defaults.getConfig("pekko.cluster");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("version", Version.current());
        config.put(
                "probe_interval_ms",
                cluster.getDuration("failure-detector.heartbeat-interval").toMillis());
        config.put("gossip_interval_ms", cluster.getDuration("gossip-interval").toMillis());
        config.put("phi_threshold", cluster.getDouble("failure-detector.threshold"));
        config.put(
                "acceptable_heartbeat_pause_ms",
                cluster.getDuration("failure-detector.acceptable-heartbeat-pause")
                        .toMillis());
        config.put("monitored_by", cluster.getInt("failure-detector.monitored-by-nr-of-members"));
        config.put(
                "downing",
                cluster.getString("split-brain-resolver.active-strategy") + ", stable after "
                        + cluster.getString("split-brain-resolver.stable-after"));
        config.put("transport", "Artery " + defaults.getString("pekko.remote.artery.transport"));
        return config;
    }

    @Override
    public Running start(String name, @Nullable Running seed, Observer observer) {
        ActorSystem system = ActorSystem.create("bench", config(basePort + Integer.parseInt(name.substring(1))));
        Cluster cluster = Cluster.get(system);
        system.actorOf(
                Props.create(Listener.class, () -> new Listener(observer, this::nameOf, messages, updates)),
                "listener");
        Cluster first = seed == null ? cluster : seed.cluster();
        cluster.joinSeedNodes(List.of(first.selfAddress()));
        return new Running(name, system, cluster);
    }

    private String nameOf(Member member) {
        return "n" + ((int) member.address().port().get() - basePort);
    }

    /** Cuts Artery's streams without a flush, then ends the actors without a leave. */
    @Override
    public void kill(Running node) throws IllegalAccessException {
        RemoteActorRefProvider provider = (RemoteActorRefProvider) ((ExtendedActorSystem) node.system()).provider();
        ArteryTransport transport = (ArteryTransport) provider.transport();
        for (Field field : ArteryTransport.class.getDeclaredFields()) {
            if (field.getName().endsWith("hasBeenShutdown")) {
                field.setAccessible(true);
                ((AtomicBoolean) field.get(transport)).set(true);
            }
        }
        transport.killSwitch().abort(new IllegalStateException("killed"));
        node.system().terminate();
    }

    @Override
    public void leave(Running node) throws InterruptedException {
        node.cluster().leave(node.cluster().selfAddress());
        long end = System.nanoTime() + LEAVE_LIMIT_NANOS;
        while (!node.cluster().isTerminated() && System.nanoTime() < end) {
            Thread.sleep(LEAVE_POLL_MILLIS);
        }
    }

    @Override
    public void dispose(Running node) throws Exception {
        node.system().terminate();
        node.system().getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void gossip(Running from, String message) {
        DistributedPubSub.get(from.system())
                .mediator()
                .tell(new DistributedPubSubMediator.Publish(TOPIC, message), ActorRef.noSender());
    }

    @Override
    public void update(Running node, String value) {
        SelfUniqueAddress self = DistributedData.get(node.system()).selfUniqueAddress();
        DistributedData.get(node.system())
                .replicator()
                .tell(
                        new Replicator.Update<LWWMap<String, String>>(
                                VALUES,
                                LWWMap.create(),
                                Replicator.writeLocal(),
                                map -> map.put(self, node.name(), value)),
                        ActorRef.noSender());
    }
}
