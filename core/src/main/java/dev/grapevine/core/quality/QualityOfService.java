package dev.grapevine.core.quality;

import dev.grapevine.model.Evidence;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How well the cluster is watched, as one member measured it since its start. Immutable.
 *
 * <p>The measures are those of W. Chen, S. Toueg, M. Aguilera, "On the Quality of Service of Failure Detectors", 2002: how fast a failure is
 * detected, how often one is claimed that is none, and how long such a mistake lasts. A member sees no failure itself, only the first sign of it; so a crash
 * is older than its detection time by up to the time to that sign, at most two probe periods.
 *
 * @param roundTrips of direct probes and their answers
 * @param detections by what the verdict rests on: from the first sign (the closed tether, the first unanswered probe) to DEAD in this view;
 *     verdicts of which this member saw no sign before are not counted
 * @param falseSuspicions how long members were suspected here that then refuted; their number is that of the mistakes
 * @param falseDeaths how long members were held dead here that then were back in the same generation
 * @param rumorAges of verdicts and leaves, when they came here as news: from the moment they were given. Each hop counts what
 *     passes at its sender, in milliseconds, not the time on the network
 * @param agreements from a change of this view until others are seen to hold the same: until the first hash that is equal after
 *     the last that was not, once eight members (or all, where there are fewer) are seen to agree. What this cannot see is shorter than the pause
 *     between two probes
 */
public record QualityOfService(
        Distribution roundTrips,
        Map<Evidence, Distribution> detections,
        Distribution falseSuspicions,
        Distribution falseDeaths,
        Distribution rumorAges,
        Distribution agreements) {

    /** Of nothing. */
    public static final QualityOfService NONE = new QualityOfService(
            Distribution.NONE, Map.of(), Distribution.NONE, Distribution.NONE, Distribution.NONE, Distribution.NONE);

    public QualityOfService {
        Map<Evidence, Distribution> inOrder = new EnumMap<>(Evidence.class);
        inOrder.putAll(detections);
        detections = Collections.unmodifiableMap(inOrder);
    }
}
