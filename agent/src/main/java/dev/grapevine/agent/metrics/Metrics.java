package dev.grapevine.agent.metrics;

import dev.grapevine.agent.dns.DnsCounts;
import dev.grapevine.cluster.Cluster;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** All metrics of one agent, read from the cluster at each scrape. Thread-safe. */
public final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder()
            .setIncludeCreatedTimestamps(false)
            .build();

    /** @param dns of the DNS server; empty if there is none */
    public Metrics(Cluster cluster, Optional<DnsCounts> dns) {
        registry.register(new ClusterCollector(cluster));
        dns.ifPresent(counts -> registry.register(new DnsCollector(counts)));
        registry.register(new ProcessCollector());
    }

    /** The result of a scrape, in version 0.0.4 of the Prometheus text format. */
    public String scrape() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write metrics", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
