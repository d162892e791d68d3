package dev.grapevine.agent.metrics;

import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.QualityOfService;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The quality of failure detection that a member has measured, as histograms. */
final class QualityMetrics {

    /** Present from the first scrape, so that dashboards need not wait for a failure. */
    private static final List<Evidence> EXPECTED = List.of(Evidence.REFUSED, Evidence.CLOSED, Evidence.SILENT);

    private QualityMetrics() {}

    static List<HistogramSnapshot> of(QualityOfService quality) {
        return List.of(
                histogram(
                        "grapevine_probe_rtt_seconds", "Round trips of answered direct probes.", quality.roundTrips()),
                detections(quality),
                histogram(
                        "grapevine_rumor_age_seconds",
                        "Age of verdicts and leaves when their news arrived.",
                        quality.rumorAges()),
                histogram(
                        "grapevine_false_suspicion_seconds",
                        "How long members were suspect that then refuted the suspicion.",
                        quality.falseSuspicions()),
                histogram(
                        "grapevine_false_death_seconds",
                        "How long members were dead that then returned in the same generation.",
                        quality.falseDeaths()),
                histogram(
                        "grapevine_agreement_seconds",
                        "From a change of this view until other members were seen to hold the same view.",
                        quality.agreements()));
    }

    private static HistogramSnapshot detections(QualityOfService quality) {
        HistogramSnapshot.Builder detections = HistogramSnapshot.builder()
                .name("grapevine_detection_seconds")
                .help("From the first sign of trouble that this member saw to the verdict, for members declared dead.");
        Map<Evidence, Distribution> all = new EnumMap<>(Evidence.class);
        EXPECTED.forEach(evidence -> all.put(evidence, Distribution.NONE));
        all.putAll(quality.detections());
        all.forEach((evidence, times) -> detections.dataPoint(
                point(times, Labels.of("evidence", evidence.name().toLowerCase(Locale.ROOT)))));
        return detections.build();
    }

    private static HistogramSnapshot histogram(String name, String help, Distribution distribution) {
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(distribution, Labels.EMPTY))
                .build();
    }

    private static HistogramDataPointSnapshot point(Distribution distribution, Labels labels) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < Distribution.BOUNDS_NANOS.size(); i++) {
            buckets.bucket(
                    Distribution.BOUNDS_NANOS.get(i) / 1e9,
                    distribution.counts().get(i));
        }
        buckets.bucket(Double.POSITIVE_INFINITY, distribution.counts().get(Distribution.BOUNDS_NANOS.size()));
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets.build())
                .sum(distribution.sumNanos() / 1e9)
                .build();
    }
}
