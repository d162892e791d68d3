package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.QualityInfo;
import dev.grapevine.agent.api.StatsInfo;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Stats;
import dev.grapevine.cluster.Traffic;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ProtocolStats;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Maps the statistics of this member to JSON. */
final class StatsReport {

    private final Cluster cluster;
    private final Supplier<StatsInfo.HttpInfo> http;

    StatsReport(Cluster cluster, Supplier<StatsInfo.HttpInfo> http) {
        this.cluster = cluster;
        this.http = http;
    }

    StatsInfo of(Stats stats) {
        ProtocolStats peer = stats.protocol();
        Map<String, Integer> members = new LinkedHashMap<>();
        members.put("alive", peer.alive());
        members.put("suspect", peer.suspect());
        members.put("dead", peer.dead());
        members.put("left", peer.left());
        Map<String, Long> probes = new LinkedHashMap<>();
        probes.put("sent", peer.probesSent());
        probes.put("acked", peer.probesAcked());
        probes.put("failed", peer.probesFailed());
        return new StatsInfo(
                members,
                HexFormat.of().toHexDigits(peer.viewHash()),
                peer.agreement(),
                peer.agreeing(),
                peer.compared(),
                peer.healthScore(),
                peer.rumors(),
                services(),
                probes,
                lower(peer.suspicions()),
                peer.refutations(),
                peer.falseDeaths(),
                lower(peer.syncs()),
                lower(peer.packetsSent()),
                lower(peer.packetsReceived()),
                peer.stalls(),
                peer.stallNanos() / 1e9,
                QualityInfo.of(peer.quality()),
                traffic(stats.traffic()),
                http.get());
    }

    private Map<String, Integer> services() {
        Map<String, Integer> services = new LinkedHashMap<>();
        for (Health health : Health.values()) {
            services.put(EnumNames.of(health), 0);
        }
        for (Instance instance : cluster.instances()) {
            services.merge(EnumNames.of(instance.service().health()), 1, Integer::sum);
        }
        return services;
    }

    private static Map<String, Long> lower(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> lower = new TreeMap<>();
        counts.forEach((name, count) -> lower.put(EnumNames.of(name), count));
        return lower;
    }

    private static StatsInfo.TrafficInfo traffic(Traffic traffic) {
        Map<String, Long> dropped = new TreeMap<>();
        traffic.dropped().forEach((reason, count) -> dropped.put(EnumNames.of(reason), count));
        return new StatsInfo.TrafficInfo(
                traffic.udpPacketsSent(),
                traffic.udpBytesSent(),
                traffic.udpPacketsReceived(),
                traffic.udpBytesReceived(),
                traffic.tcpBytesSent(),
                traffic.tcpBytesReceived(),
                traffic.sendErrors(),
                dropped);
    }
}
