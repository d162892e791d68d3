package dev.grapevine.cluster.monitor;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Stats;
import dev.grapevine.cluster.Traffic;
import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.model.ProtocolStats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;

/**
 * The figures of a member as attributes in JMX, under {@code dev.grapevine:type=Member,cluster="...",name="..."}. To be
 * used only where the module {@code java.management} is present. Thread-safe.
 */
public final class ManagedMember implements DynamicMBean {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private record Figure(String description, String type, Function<Stats, Object> value) {}

    private static final Map<String, Figure> FIGURES = figures();

    private final Cluster cluster;
    private final ObjectName name;

    private ManagedMember(Cluster cluster, ObjectName name) {
        this.cluster = cluster;
        this.name = name;
    }

    /**
     * Registers a member with the platform's MBean server.
     *
     * @param clusterName the name of its cluster
     * @throws JMException if a member of that cluster and name is registered already
     */
    public static ManagedMember register(Cluster cluster, String clusterName) throws JMException {
        ObjectName name = new ObjectName("dev.grapevine:type=Member,cluster=" + ObjectName.quote(clusterName) + ",name="
                + ObjectName.quote(cluster.self().name()));
        ManagedMember member = new ManagedMember(cluster, name);
        ManagementFactory.getPlatformMBeanServer().registerMBean(member, name);
        return member;
    }

    private static Map<String, Figure> figures() {
        Map<String, Figure> all = new LinkedHashMap<>();
        count(all, "Alive", "Members that are alive, the local one included", ProtocolStats::alive);
        count(all, "Suspect", "Members that are suspected", ProtocolStats::suspect);
        count(all, "Dead", "Members that are dead and remembered", ProtocolStats::dead);
        count(all, "Left", "Members that left and are remembered", ProtocolStats::left);
        count(all, "ServiceInstances", "Service instances of live members", ProtocolStats::services);
        count(
                all,
                "HealthScore",
                "0 if the local member keeps up, higher the worse it does",
                ProtocolStats::healthScore);
        count(all, "RumorsPending", "Pieces of news still being spread", ProtocolStats::rumors);
        all.put(
                "Agreement",
                new Figure(
                        "Share of the members compared last that hold the same view, 0 to 1",
                        "double",
                        stats -> stats.protocol().agreement()));
        total(all, "ProbesSent", "Direct probes", stats -> stats.protocol().probesSent());
        total(
                all,
                "ProbesFailed",
                "Probes that led to a suspicion",
                stats -> stats.protocol().probesFailed());
        total(
                all,
                "Refutations",
                "Suspicions of the local member that it refuted",
                stats -> stats.protocol().refutations());
        total(
                all,
                "FalseDeaths",
                "Members that came back after they were declared dead",
                stats -> stats.protocol().falseDeaths());
        total(
                all,
                "Stalls",
                "Times that the member's thread did not run when it should have",
                stats -> stats.protocol().stalls());
        total(
                all,
                "StallMillis",
                "How long it did not run, in all",
                stats -> stats.protocol().stallNanos() / 1_000_000);
        total(
                all,
                "UdpBytesSent",
                "Payload of UDP sent",
                stats -> stats.traffic().udpBytesSent());
        total(
                all,
                "UdpBytesReceived",
                "Payload of UDP received",
                stats -> stats.traffic().udpBytesReceived());
        total(
                all,
                "TcpBytesSent",
                "Payload of TCP sent",
                stats -> stats.traffic().tcpBytesSent());
        total(
                all,
                "TcpBytesReceived",
                "Payload of TCP received",
                stats -> stats.traffic().tcpBytesReceived());
        total(
                all,
                "Dropped",
                "Packets, frames and messages that came in and were not used",
                stats -> dropped(stats.traffic()));
        return all;
    }

    private static long dropped(Traffic traffic) {
        return traffic.dropped().values().stream().mapToLong(Long::longValue).sum();
    }

    private static void count(
            Map<String, Figure> all, String name, String description, Function<ProtocolStats, Integer> value) {
        all.put(name, new Figure(description, "int", stats -> value.apply(stats.protocol())));
    }

    private static void total(Map<String, Figure> all, String name, String description, Function<Stats, Long> value) {
        all.put(name, new Figure(description + ", since the start", "long", value::apply));
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        Figure figure = FIGURES.get(attribute);
        if (figure == null) {
            throw new AttributeNotFoundException(attribute);
        }
        return figure.value.apply(cluster.stats());
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        Stats stats = cluster.stats();
        AttributeList values = new AttributeList();
        for (String attribute : attributes) {
            Figure figure = FIGURES.get(attribute);
            if (figure != null) {
                values.add(new Attribute(attribute, figure.value.apply(stats)));
            }
        }
        return values;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException("a member has no operations: " + action);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        List<MBeanAttributeInfo> attributes = FIGURES.entrySet().stream()
                .map(figure -> new MBeanAttributeInfo(
                        figure.getKey(),
                        figure.getValue().type(),
                        figure.getValue().description(),
                        true,
                        false,
                        false))
                .toList();
        return new MBeanInfo(
                ManagedMember.class.getName(),
                "A member of a Grapevine cluster",
                attributes.toArray(MBeanAttributeInfo[]::new),
                null,
                null,
                null);
    }

    /** Removes the member from JMX, once. */
    public void close() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "{0} was not registered any more", name);
        }
    }
}
