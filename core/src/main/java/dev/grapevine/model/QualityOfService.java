package dev.grapevine.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The quality of failure detection, as one member measured it since its start. Immutable.
 *
 * <p>The measures follow W. Chen, S. Toueg, M. Aguilera, "On the Quality of Service of Failure Detectors", IEEE
 * Transactions on Computers, 2002: how fast failures are detected, how often one is claimed wrongly, and how long such
 * a mistake lasts. A member does not see the failure itself, only the first sign of it. So the true detection time is
 * longer by the time to that sign, at most two probe periods.
 *
 * @param roundTrips of direct probes and their answers
 * @param detections by evidence: from the first sign (the closed tether, the first unanswered probe) to DEAD in this
 *     view; verdicts are not counted if this member saw no sign before
 * @param falseSuspicions how long refuted suspicions stood in this view; their count is the number of mistakes
 * @param falseDeaths how long members stood DEAD in this view that then came back in the same generation
 * @param rumorAges of verdicts and leaves that arrived as news: from the moment when they were given. The age counts at
 *     each holder, in milliseconds, and not on the network
 * @param agreements from a change of this view until others hold the same: until the first equal hash after the last
 *     different one, once eight members (or all, if there are fewer) were seen to agree. Times shorter than the pause
 *     between two probes cannot be seen
 */
public record QualityOfService(
        Distribution roundTrips,
        Map<Evidence, Distribution> detections,
        Distribution falseSuspicions,
        Distribution falseDeaths,
        Distribution rumorAges,
        Distribution agreements) {

    /** Nothing measured. */
    public static final QualityOfService NONE = new QualityOfService(
            Distribution.NONE, Map.of(), Distribution.NONE, Distribution.NONE, Distribution.NONE, Distribution.NONE);

    public QualityOfService {
        Map<Evidence, Distribution> inOrder = new EnumMap<>(Evidence.class);
        inOrder.putAll(detections);
        detections = Collections.unmodifiableMap(inOrder);
    }
}
