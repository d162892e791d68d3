package dev.grapevine.bench.scalecube;

import dev.grapevine.bench.Observer;
import dev.grapevine.bench.Options;
import dev.grapevine.bench.Peer;
import dev.grapevine.bench.Scenario;
import io.scalecube.cluster.Cluster;
import io.scalecube.cluster.ClusterConfig;
import io.scalecube.cluster.ClusterImpl;
import io.scalecube.cluster.ClusterMessageHandler;
import io.scalecube.cluster.membership.MembershipEvent;
import io.scalecube.cluster.transport.api.Message;
import io.scalecube.cluster.transport.api.Transport;
import io.scalecube.transport.netty.tcp.TcpTransportFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** scalecube-cluster over TCP, with its LAN defaults. */
final class ScalecubePeer implements Peer<ScalecubePeer.Running> {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(30);

    /** @param ids scalecube's ids of members, by name */
    record Running(ClusterImpl cluster, Transport transport, Map<String, String> ids) {}

    private final boolean gated;

    ScalecubePeer(Options options) {
        // The gate costs time, so it is installed only if a scenario blocks nodes.
        gated = options.scenarios().stream().anyMatch(Scenario::blocks);
    }

    @Override
    public String name() {
        return "scalecube";
    }

    @Override
    public boolean removesAtLeave() {
        return false;
    }

    @Override
    public Map<String, Object> config() {
        ClusterConfig defaults = ClusterConfig.defaultLanConfig();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("version", "2.7.10");
        config.put("probe_interval_ms", defaults.failureDetectorConfig().pingInterval());
        config.put("ping_timeout_ms", defaults.failureDetectorConfig().pingTimeout());
        config.put("ping_req_members", defaults.failureDetectorConfig().pingReqMembers());
        config.put("gossip_interval_ms", defaults.gossipConfig().gossipInterval());
        config.put("gossip_fanout", defaults.gossipConfig().gossipFanout());
        config.put("gossip_repeat_mult", defaults.gossipConfig().gossipRepeatMult());
        config.put("suspicion_mult", defaults.membershipConfig().suspicionMult());
        config.put("sync_interval_ms", defaults.membershipConfig().syncInterval());
        config.put("transport", "netty TCP, default codec");
        return config;
    }

    @Override
    public Running start(String name, @Nullable Running seed, Observer observer) {
        AtomicReference<Transport> transport = new AtomicReference<>();
        Map<String, String> ids = new ConcurrentHashMap<>();
        ClusterConfig config = ClusterConfig.defaultLanConfig()
                .memberAlias(name)
                .externalHost("127.0.0.1")
                .metadata("v=0")
                .transport(options -> options.transportFactory(wanted -> {
                    Transport tcp = new TcpTransportFactory().createTransport(wanted);
                    transport.set(gated ? new Gate(tcp) : tcp);
                    return transport.get();
                }));
        if (seed != null) {
            String address = "127.0.0.1:" + Transport.parsePort(seed.cluster().address());
            config = config.membership(membership -> membership.seedMembers(List.of(address)));
        }
        ClusterImpl cluster = new ClusterImpl(config).handler(itself -> new Handler(itself, observer, ids));
        observer.up(name); // scalecube does not report the node itself
        cluster.start().block(START_LIMIT);
        return new Running(cluster, transport.get(), ids);
    }

    private record Handler(Cluster cluster, Observer observer, Map<String, String> ids)
            implements ClusterMessageHandler {

        @Override
        public void onGossip(Message gossip) {
            observer.message(gossip.data());
        }

        @Override
        public void onMembershipEvent(MembershipEvent event) {
            String subject = event.member().alias();
            if (event.isAdded()) {
                ids.put(subject, event.member().id());
                observer.up(subject);
            } else if (event.isRemoved()) {
                observer.down(subject);
            } else if (event.isLeaving()) {
                observer.leaving(subject);
            } else if (event.isUpdated()) {
                observer.updated(
                        subject,
                        cluster.<Object>metadata(event.member())
                                .map(Object::toString)
                                .orElse(""));
            }
        }
    }

    /** Ends the transport first, so that nothing more is sent, then the timers. */
    @Override
    public void kill(Running node) throws ReflectiveOperationException {
        node.transport().stop().subscribe(nothing -> {}, failure -> {});
        for (String part : List.of("failureDetector", "gossip", "membership", "metadataStore")) {
            stop(field(node.cluster(), part));
        }
        ((Scheduler) field(node.cluster(), "scheduler")).dispose();
    }

    private static void stop(Object part) throws ReflectiveOperationException {
        Method stop = part.getClass().getMethod("stop");
        stop.setAccessible(true);
        stop.invoke(part);
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @Override
    public void leave(Running node) {
        node.cluster().shutdown();
        node.cluster().onShutdown().block(LEAVE_LIMIT);
    }

    @Override
    public boolean suspicionsPolled() {
        return true;
    }

    /** Reads the membership table, as scalecube has no event for a suspicion. */
    @Override
    public boolean suspects(Running node, String subject) {
        try {
            Map<?, ?> table = (Map<?, ?>) field(field(node.cluster(), "membership"), "membershipTable");
            Object entry = table.get(node.ids().get(subject));
            return entry == null || List.of("SUSPECT", "DEAD").contains(String.valueOf(field(entry, "status")));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void gossip(Running from, String message) {
        from.cluster().spreadGossip(Message.fromData(message)).subscribe(id -> {}, failure -> {});
    }

    @Override
    public void update(Running node, String value) {
        node.cluster()
                .updateMetadata(value)
                .subscribe(nothing -> {}, failure -> System.err.println("update: " + failure));
    }

    @Override
    public void block(Running node, boolean blocked) {
        ((Gate) node.transport()).shut(blocked);
    }
}
