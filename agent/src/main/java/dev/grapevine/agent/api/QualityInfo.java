package dev.grapevine.agent.api;

import dev.grapevine.core.quality.Distribution;
import dev.grapevine.core.quality.QualityOfService;
import io.avaje.jsonb.Json;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well the cluster is watched, as the answering member measured it since its start.
 *
 * @param roundTrips of direct probes that were answered
 * @param detections by evidence ({@code refused}, {@code closed}, {@code silent}, {@code gone}): from the first sign that was seen here to the verdict
 * @param falseSuspicions how long members were suspected here that then refuted
 * @param falseDeaths how long members were held dead here that then were back in the same generation
 * @param rumorAges how old verdicts and leaves were when they came here as news
 * @param agreements from a change of this view until others were seen to hold the same
 */
@Json
public record QualityInfo(
        Durations roundTrips,
        Map<String, Durations> detections,
        Durations falseSuspicions,
        Durations falseDeaths,
        Durations rumorAges,
        Durations agreements) {

    /**
     * Durations that were measured. Quantiles are upper bounds: the next of 1, 2, 3, 5 and 7 times a power of ten.
     *
     * @param count how many; where there is none, all else is 0
     */
    @Json
    public record Durations(
            long count, double meanSeconds, double medianSeconds, double p99Seconds, double maxSeconds) {

        static Durations of(Distribution distribution) {
            return new Durations(
                    distribution.count(),
                    distribution.meanNanos() / 1e9,
                    distribution.quantileNanos(0.5) / 1e9,
                    distribution.quantileNanos(0.99) / 1e9,
                    distribution.maxNanos() / 1e9);
        }
    }

    public static QualityInfo of(QualityOfService quality) {
        Map<String, Durations> detections = new TreeMap<>();
        quality.detections()
                .forEach((evidence, times) ->
                        detections.put(evidence.name().toLowerCase(Locale.ROOT), Durations.of(times)));
        return new QualityInfo(
                Durations.of(quality.roundTrips()),
                detections,
                Durations.of(quality.falseSuspicions()),
                Durations.of(quality.falseDeaths()),
                Durations.of(quality.rumorAges()),
                Durations.of(quality.agreements()));
    }
}
