package dev.grapevine.agent.metrics;

import dev.grapevine.agent.dns.DnsCounts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** Reads the counts of the DNS server at each scrape. */
final class DnsCollector implements MultiCollector {

    private final DnsCounts counts;

    DnsCollector(DnsCounts counts) {
        this.counts = counts;
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(
                CounterSnapshot.builder()
                        .name("grapevine_dns_responses")
                        .help("Responses to DNS queries.")
                        .dataPoint(point(counts.udpResponses(), Labels.of("transport", "udp")))
                        .dataPoint(point(counts.tcpResponses(), Labels.of("transport", "tcp")))
                        .build(),
                CounterSnapshot.builder()
                        .name("grapevine_dns_dropped")
                        .help("DNS packets without a response: no queries, or from sources above their rate.")
                        .dataPoint(point(counts.withoutResponse(), Labels.EMPTY))
                        .build());
    }

    private static CounterDataPointSnapshot point(long value, Labels labels) {
        return CounterDataPointSnapshot.builder().value(value).labels(labels).build();
    }
}
