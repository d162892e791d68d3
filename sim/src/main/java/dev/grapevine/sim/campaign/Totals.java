package dev.grapevine.sim.campaign;

import dev.grapevine.sim.figures.Accuracy;
import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.Mistakes;
import dev.grapevine.sim.figures.PassedCheck;
import dev.grapevine.sim.figures.SampleDistribution;
import dev.grapevine.sim.figures.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The figures of one or several runs, added up. Immutable. Durations are in nanoseconds.
 *
 * @param runs how many runs
 * @param faults how many members stopped
 * @param unnoticed how many of these stops some survivor did not notice
 * @param detections one for each kind of evidence that a member was declared dead by, in the order of the enum
 * @param dissemination one for each kind of news that there was, in the order of the enum
 * @param agreement over time, the share of the running members that hold the commonest view: the mean of the runs
 * @param lastAgreement the lowest agreement at the end of a run
 * @param checks how long each check that passed took
 * @param invariants how often each guarantee was checked, by name
 */
public record Totals(
        int runs,
        long faults,
        long unnoticed,
        List<Detection> detections,
        Accuracy accuracy,
        List<Dissemination> dissemination,
        TrafficTotals traffic,
        MeanSeries agreement,
        double lastAgreement,
        List<Long> checks,
        SortedMap<String, Long> invariants) {

    public Totals {
        detections = List.copyOf(detections);
        dissemination = List.copyOf(dissemination);
        checks = List.copyOf(checks);
        invariants = Collections.unmodifiableSortedMap(new TreeMap<>(invariants));
    }

    /** The totals of one run. */
    public static Totals of(Figures figures) {
        List<Double> agreement = figures.agreement().values();
        return new Totals(
                1,
                figures.faults().size(),
                figures.faults().stream().filter(fault -> fault.all() == null).count(),
                figures.detections(),
                figures.accuracy(),
                figures.dissemination(),
                TrafficTotals.of(figures.load()),
                MeanSeries.of(figures.agreement()),
                agreement.isEmpty() ? 1 : agreement.get(agreement.size() - 1),
                figures.checks().stream().map(PassedCheck::took).toList(),
                figures.invariants());
    }

    /** The totals of the runs of both. */
    public Totals plus(Totals other) {
        List<Long> took = new ArrayList<>(checks);
        took.addAll(other.checks);
        SortedMap<String, Long> judged = new TreeMap<>(invariants);
        other.invariants.forEach((name, times) -> judged.merge(name, times, Long::sum));
        return new Totals(
                runs + other.runs,
                faults + other.faults,
                unnoticed + other.unnoticed,
                merge(detections, other.detections, Detection::evidence, Totals::plus),
                new Accuracy(
                        plus(accuracy.healthy(), other.accuracy.healthy()),
                        plus(accuracy.slow(), other.accuracy.slow()),
                        plus(accuracy.partitioned(), other.accuracy.partitioned())),
                merge(dissemination, other.dissemination, Dissemination::kind, Totals::plus),
                traffic.plus(other.traffic),
                agreement.plus(other.agreement),
                Math.min(lastAgreement, other.lastAgreement),
                took,
                judged);
    }

    /** Over time, the share of the running members that hold the commonest view, 0 to 1: the mean of the runs. */
    public Series meanAgreement() {
        return agreement.mean();
    }

    private static <K extends Enum<K>, V> List<V> merge(
            List<V> one, List<V> other, Function<V, K> key, BinaryOperator<V> plus) {
        Map<K, V> merged = new TreeMap<>();
        one.forEach(value -> merged.put(key.apply(value), value));
        other.forEach(value -> merged.merge(key.apply(value), value, plus));
        return List.copyOf(merged.values());
    }

    private static Detection plus(Detection one, Detection other) {
        return new Detection(
                one.evidence(), one.each().plus(other.each()), one.all().plus(other.all()));
    }

    private static Mistakes plus(Mistakes one, Mistakes other) {
        return new Mistakes(
                one.suspected() + other.suspected(),
                one.declared() + other.declared(),
                one.members() + other.members(),
                one.recovered() + other.recovered(),
                one.suspicion().plus(other.suspicion()),
                one.death().plus(other.death()));
    }

    private static Dissemination plus(Dissemination one, Dissemination other) {
        List<SampleDistribution> curve = new ArrayList<>();
        for (int i = 0; i < one.curve().size(); i++) {
            curve.add(one.curve().get(i).plus(other.curve().get(i)));
        }
        return new Dissemination(
                one.kind(),
                one.count() + other.count(),
                one.complete() + other.complete(),
                one.half().plus(other.half()),
                one.most().plus(other.most()),
                one.all().plus(other.all()),
                one.rounds().plus(other.rounds()),
                one.messages().plus(other.messages()),
                curve);
    }
}
