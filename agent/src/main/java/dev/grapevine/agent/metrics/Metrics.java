package dev.grapevine.agent.metrics;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.core.env.Event;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** All metrics of one agent: read from the cluster when asked for, or gathered from its events. Thread-safe. */
public final class Metrics implements ClusterListener {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder()
            .setIncludeCreatedTimestamps(false)
            .build();
    private final Histogram detection;

    public Metrics(Cluster cluster) {
        // From refused (a round trip) over closed (2 s) to silent (5.6 to 11.2 s), and what stretches them.
        this.detection = Histogram.builder()
                .name("grapevine_detection_seconds")
                .help(
                        "From the first sign of trouble to the verdict, of members declared dead, where the first sign was seen here.")
                .classicOnly()
                .classicUpperBounds(0.01, 0.03, 0.1, 0.3, 1, 2, 3, 6, 9, 12, 24, 48)
                .register(registry);
        registry.register(new ClusterCollector(cluster));
        registry.register(new ProcessCollector());
    }

    @Override
    public void onEvent(Event event) {
        if (event instanceof Event.Failed failed && failed.afterNanos() > 0) {
            detection.observe(failed.afterNanos() / 1e9);
        }
    }

    /** The text of a scrape, in the text format of Prometheus 0.0.4. */
    public String scrape() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("metrics could not be written", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
