package dev.grapevine.agent.api;

import dev.grapevine.model.Distribution;
import dev.grapevine.model.QualityOfService;
import io.avaje.jsonb.Json;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The quality of failure detection, as the answering member has measured it since its start.
 *
 * @param roundTrips round trips of answered direct probes
 * @param detections by evidence ({@code refused}, {@code closed}, {@code silent}, {@code gone}): from the first sign
 *     that this member saw to the verdict
 * @param falseSuspicions how long members were suspect that then refuted the suspicion
 * @param falseDeaths how long members were dead that then returned in the same generation
 * @param rumorAges the age of verdicts and leaves when their news arrived
 * @param agreements from a change of this view until other members were seen to hold the same view
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
     * Measured durations. Quantiles are upper bounds: the next of 1, 2, 3, 5 and 7 times a power of ten.
     *
     * @param count the number of durations; if it is 0, so are the other fields
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
