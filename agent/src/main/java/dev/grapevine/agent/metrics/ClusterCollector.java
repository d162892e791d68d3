package dev.grapevine.agent.metrics;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Stats;
import dev.grapevine.cluster.Traffic;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.ProtocolStats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The metrics of the protocol. All values of a scrape are from one moment. */
final class ClusterCollector implements MultiCollector {

    private final Cluster cluster;

    ClusterCollector(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public MetricSnapshots collect() {
        Stats stats = cluster.stats();
        List<MetricSnapshot> all = new ArrayList<>();
        protocol(all, stats.protocol());
        traffic(all, stats.protocol(), stats.traffic());
        all.addAll(QualityMetrics.of(stats.protocol().quality()));
        all.add(services());
        return new MetricSnapshots(all);
    }

    private static void protocol(List<MetricSnapshot> all, ProtocolStats peer) {
        all.add(GaugeSnapshot.builder()
                .name("grapevine_members")
                .help("Known members, including tombstones and this member.")
                .dataPoint(level("status", "alive", peer.alive()))
                .dataPoint(level("status", "suspect", peer.suspect()))
                .dataPoint(level("status", "dead", peer.dead()))
                .dataPoint(level("status", "left", peer.left()))
                .build());
        all.add(gauge(
                "grapevine_agreement_ratio", "Share of the compared members that hold this view.", peer.agreement()));
        all.add(gauge(
                "grapevine_health_score",
                "Local health of this member: 0 is healthy; at the maximum, timeouts are three times as long.",
                peer.healthScore()));
        all.add(gauge("grapevine_rumors_pending", "Rumors still being spread.", peer.rumors()));
        all.add(CounterSnapshot.builder()
                .name("grapevine_probes")
                .help("Direct probes that were answered in time, or that led to a suspicion.")
                .dataPoint(count(Labels.of("result", "acked"), peer.probesAcked()))
                .dataPoint(count(Labels.of("result", "failed"), peer.probesFailed()))
                .build());
        all.add(counts("grapevine_suspicions", "Suspicions raised by this member.", "evidence", peer.suspicions()));
        all.add(counter("grapevine_refutations", "Suspicions of this member that it refuted.", peer.refutations()));
        all.add(counter(
                "grapevine_false_deaths",
                "Members that returned in the same generation after they were declared dead.",
                peer.falseDeaths()));
        all.add(counts("grapevine_sync", "Syncs of the view.", "outcome", peer.syncs()));
        all.add(SummarySnapshot.builder()
                .name("grapevine_stall_seconds")
                .help("Stalls, in which this process did not run when it should have.")
                .dataPoint(SummaryDataPointSnapshot.builder()
                        .count(peer.stalls())
                        .sum(peer.stallNanos() / 1e9)
                        .build())
                .build());
    }

    private static void traffic(List<MetricSnapshot> all, ProtocolStats peer, Traffic traffic) {
        CounterSnapshot.Builder packets =
                CounterSnapshot.builder().name("grapevine_packets").help("Datagrams, by kind of their first message.");
        peer.packetsSent().forEach((kind, sent) -> packets.dataPoint(packet("out", kind, sent)));
        peer.packetsReceived().forEach((kind, received) -> packets.dataPoint(packet("in", kind, received)));
        all.add(packets.build());
        all.add(CounterSnapshot.builder()
                .name("grapevine_bytes")
                .help("Bytes on the wire, without IP, UDP and TCP headers.")
                .dataPoint(bytes("out", "udp", traffic.udpBytesSent()))
                .dataPoint(bytes("in", "udp", traffic.udpBytesReceived()))
                .dataPoint(bytes("out", "tcp", traffic.tcpBytesSent()))
                .dataPoint(bytes("in", "tcp", traffic.tcpBytesReceived()))
                .build());
        CounterSnapshot.Builder dropped =
                CounterSnapshot.builder().name("grapevine_packets_dropped").help("Rejected packets and frames.");
        traffic.dropped()
                .forEach((reason, times) -> dropped.dataPoint(count(Labels.of("reason", EnumNames.of(reason)), times)));
        all.add(dropped.build());
    }

    private GaugeSnapshot services() {
        Map<Health, Integer> byHealth = new EnumMap<>(Health.class);
        for (Instance instance : cluster.instances()) {
            byHealth.merge(instance.service().health(), 1, Integer::sum);
        }
        GaugeSnapshot.Builder services =
                GaugeSnapshot.builder().name("grapevine_services").help("Service instances of live members.");
        for (Health health : Health.values()) {
            services.dataPoint(level("health", EnumNames.of(health), byHealth.getOrDefault(health, 0)));
        }
        return services.build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static GaugeDataPointSnapshot level(String label, String text, double value) {
        return GaugeDataPointSnapshot.builder()
                .labels(Labels.of(label, text))
                .value(value)
                .build();
    }

    private static CounterSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(count(Labels.EMPTY, value))
                .build();
    }

    private static CounterSnapshot counts(String name, String help, String label, Map<? extends Enum<?>, Long> values) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        values.forEach((constant, value) -> counter.dataPoint(count(Labels.of(label, EnumNames.of(constant)), value)));
        return counter.build();
    }

    private static CounterDataPointSnapshot packet(String direction, MessageKind kind, long packets) {
        return count(Labels.of("direction", direction, "kind", EnumNames.of(kind)), packets);
    }

    private static CounterDataPointSnapshot bytes(String direction, String transport, long bytes) {
        return count(Labels.of("direction", direction, "transport", transport), bytes);
    }

    private static CounterDataPointSnapshot count(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
