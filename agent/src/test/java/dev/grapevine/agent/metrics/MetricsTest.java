package dev.grapevine.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.dns.DnsCounts;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.core.quality.Histogram;
import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.ServiceInstance;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class MetricsTest {

    private static final Pattern HISTOGRAMS =
            Pattern.compile("detection|rtt|rumor_age|false_(death|suspicion)_|agreement_seconds");

    private final FakeCluster cluster = new FakeCluster();
    private final Metrics metrics = new Metrics(cluster, Optional.of(new DnsCounts()));

    @Test
    void the_names_and_types_are_the_documented_ones() {
        Set<String> types = new TreeSet<>();
        metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> types.add(line.substring(7)));
        assertThat(types)
                .containsExactly(
                        "grapevine_agreement_ratio gauge",
                        "grapevine_agreement_seconds histogram",
                        "grapevine_bytes_total counter",
                        "grapevine_detection_seconds histogram",
                        "grapevine_dns_dropped_total counter",
                        "grapevine_dns_responses_total counter",
                        "grapevine_false_death_seconds histogram",
                        "grapevine_false_deaths_total counter",
                        "grapevine_false_suspicion_seconds histogram",
                        "grapevine_health_score gauge",
                        "grapevine_members gauge",
                        "grapevine_packets_dropped_total counter",
                        "grapevine_packets_total counter",
                        "grapevine_probe_rtt_seconds histogram",
                        "grapevine_probes_total counter",
                        "grapevine_refutations_total counter",
                        "grapevine_rumor_age_seconds histogram",
                        "grapevine_rumors_pending gauge",
                        "grapevine_services gauge",
                        "grapevine_stall_seconds summary",
                        "grapevine_suspicions_total counter",
                        "grapevine_sync_total counter",
                        "jvm_gc_collection_seconds summary",
                        "jvm_memory_committed_bytes gauge",
                        "jvm_memory_max_bytes gauge",
                        "jvm_memory_used_bytes gauge",
                        "jvm_threads_current gauge",
                        "process_cpu_seconds_total counter",
                        "process_max_fds gauge",
                        "process_open_fds gauge",
                        "process_start_time_seconds gauge");
    }

    @Test
    void the_values_are_those_of_the_cluster() {
        cluster.putInstance("node1", ServiceInstance.named("web").port(80).build());
        assertThat(metrics.scrape()
                        .lines()
                        .filter(line -> line.startsWith("grapevine_")
                                && !HISTOGRAMS.matcher(line).find()))
                .containsExactlyInAnyOrder(
                        "grapevine_agreement_ratio 0.75",
                        "grapevine_bytes_total{direction=\"in\",transport=\"tcp\"} 600.0",
                        "grapevine_dns_dropped_total 0.0",
                        "grapevine_dns_responses_total{transport=\"tcp\"} 0.0",
                        "grapevine_dns_responses_total{transport=\"udp\"} 0.0",
                        "grapevine_bytes_total{direction=\"in\",transport=\"udp\"} 11000.0",
                        "grapevine_bytes_total{direction=\"out\",transport=\"tcp\"} 500.0",
                        "grapevine_bytes_total{direction=\"out\",transport=\"udp\"} 11300.0",
                        "grapevine_false_deaths_total 0.0",
                        "grapevine_health_score 0.0",
                        "grapevine_members{status=\"alive\"} 3.0",
                        "grapevine_members{status=\"dead\"} 1.0",
                        "grapevine_members{status=\"left\"} 0.0",
                        "grapevine_members{status=\"suspect\"} 1.0",
                        "grapevine_packets_dropped_total{reason=\"fence\"} 3.0",
                        "grapevine_packets_total{direction=\"in\",kind=\"ack\"} 97.0",
                        "grapevine_packets_total{direction=\"out\",kind=\"ping\"} 100.0",
                        "grapevine_probes_total{result=\"acked\"} 97.0",
                        "grapevine_probes_total{result=\"failed\"} 1.0",
                        "grapevine_refutations_total 0.0",
                        "grapevine_rumors_pending 2.0",
                        "grapevine_services{health=\"critical\"} 0.0",
                        "grapevine_services{health=\"passing\"} 1.0",
                        "grapevine_services{health=\"warning\"} 0.0",
                        "grapevine_stall_seconds_count 1",
                        "grapevine_stall_seconds_sum 0.25",
                        "grapevine_suspicions_total{evidence=\"silent\"} 1.0",
                        "grapevine_sync_total{outcome=\"useful\"} 2.0");
    }

    @Test
    void measured_durations_are_exported_as_histograms() {
        Histogram silent = new Histogram();
        silent.record(6_500_000_000L);
        Histogram refused = new Histogram();
        refused.record(20_000_000);
        refused.record(40_000_000);
        Histogram roundTrips = new Histogram();
        roundTrips.record(250_000);
        roundTrips.record(200_000_000_000L);
        cluster.measured(new QualityOfService(
                roundTrips.snapshot(),
                Map.of(Evidence.SILENT, silent.snapshot(), Evidence.REFUSED, refused.snapshot()),
                Distribution.NONE,
                Distribution.NONE,
                Distribution.NONE,
                Distribution.NONE));
        assertThat(metrics.scrape())
                .contains("grapevine_detection_seconds_bucket{evidence=\"refused\",le=\"0.01\"} 0\n")
                .contains("grapevine_detection_seconds_bucket{evidence=\"refused\",le=\"0.02\"} 1\n")
                .contains("grapevine_detection_seconds_bucket{evidence=\"refused\",le=\"0.05\"} 2\n")
                .contains("grapevine_detection_seconds_count{evidence=\"refused\"} 2\n")
                .contains("grapevine_detection_seconds_sum{evidence=\"refused\"} 0.06\n")
                .contains("grapevine_detection_seconds_bucket{evidence=\"silent\",le=\"5.0\"} 0\n")
                .contains("grapevine_detection_seconds_bucket{evidence=\"silent\",le=\"7.0\"} 1\n")
                .contains("grapevine_probe_rtt_seconds_bucket{le=\"2.0E-4\"} 0\n")
                .contains("grapevine_probe_rtt_seconds_bucket{le=\"3.0E-4\"} 1\n")
                .contains("grapevine_probe_rtt_seconds_bucket{le=\"100.0\"} 1\n")
                .contains("grapevine_probe_rtt_seconds_bucket{le=\"+Inf\"} 2\n")
                .contains("grapevine_false_death_seconds_count 0\n");
    }
}
