package dev.grapevine.sim.figures;

import dev.grapevine.model.Evidence;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that was measured in one run. Immutable; the same seed and scenario give equal figures.
 *
 * @param duration of the run, in virtual nanoseconds
 * @param members how many members there ever were
 * @param timeline the operations, in order
 * @param faults the members that stopped, in order
 * @param detections one for each kind of evidence that a member was declared dead by, in the order of the enum
 * @param accuracy mistakes about members that ran
 * @param spreads the first {@value #SPREADS} pieces of news, in the order in which they began
 * @param dissemination one for each kind of news that there was, in the order of the enum
 * @param load traffic
 * @param agreement over time, the share of the answering members that hold the commonest view, 0 to 1
 * @param states the state of each member over time
 * @param checks the checks that passed
 * @param invariants how often each guarantee was checked, by name
 */
public record Figures(
        long duration,
        int members,
        List<TimelineEntry> timeline,
        List<Fault> faults,
        List<Detection> detections,
        Accuracy accuracy,
        List<NewsSpread> spreads,
        List<Dissemination> dissemination,
        Load load,
        Series agreement,
        StateMap states,
        List<PassedCheck> checks,
        SortedMap<String, Long> invariants) {

    /** How many pieces of news are listed one by one. */
    public static final int SPREADS = 1_000;

    public Figures {
        timeline = List.copyOf(timeline);
        faults = List.copyOf(faults);
        detections = List.copyOf(detections);
        spreads = List.copyOf(spreads);
        dissemination = List.copyOf(dissemination);
        checks = List.copyOf(checks);
        invariants = Collections.unmodifiableSortedMap(new TreeMap<>(invariants));
    }

    /** Detection by one kind of evidence; empty distributions if it detected no fault. */
    public Detection detection(Evidence evidence) {
        return detections.stream()
                .filter(detection -> detection.evidence() == evidence)
                .findFirst()
                .orElse(new Detection(evidence, SampleDistribution.NONE, SampleDistribution.NONE));
    }

    /**
     * The first fault of that member.
     *
     * @throws IllegalArgumentException if that member did not stop
     */
    public Fault fault(String member) {
        return faults.stream()
                .filter(fault -> fault.member().equals(member))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(member + " did not stop"));
    }

    /**
     * The first piece of news of that kind about that member.
     *
     * @throws IllegalArgumentException if there was none
     */
    public NewsSpread spread(NewsKind kind, String member) {
        return spreads.stream()
                .filter(spread -> spread.kind() == kind && spread.about().equals(member))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " of " + member));
    }

    /** Verdicts against members that ran, outside partitions, counted once for each observer. */
    public long falseDeaths() {
        return accuracy.healthy().declared() + accuracy.slow().declared();
    }

    /** @param judged how often each guarantee was checked, by name */
    public Figures withInvariants(Map<String, Long> judged) {
        return new Figures(
                duration,
                members,
                timeline,
                faults,
                detections,
                accuracy,
                spreads,
                dissemination,
                load,
                agreement,
                states,
                checks,
                new TreeMap<>(judged));
    }
}
