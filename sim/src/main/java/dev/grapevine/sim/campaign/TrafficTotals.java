package dev.grapevine.sim.campaign;

import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.SampleDistribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was sent in one or several runs. Immutable. Bytes include all headers.
 *
 * @param memberSeconds the sum of the seconds that processes ran
 * @param bytesEach bytes per second that each member sent while it ran
 * @param packetsEach packets per second that each member sent while it ran, in thousandths
 * @param kinds the kinds of packets, the most bytes first
 */
public record TrafficTotals(
        double memberSeconds, SampleDistribution bytesEach, SampleDistribution packetsEach, List<Load.Kind> kinds) {

    public TrafficTotals {
        kinds = List.copyOf(kinds);
    }

    static TrafficTotals of(Load load) {
        return new TrafficTotals(load.memberSeconds(), load.bytesEach(), load.packetsEach(), load.kinds());
    }

    /** Bytes per member and second, over all runs. */
    public double bytesPerMemberSecond() {
        return perMemberSecond(kinds.stream().mapToLong(Load.Kind::bytes).sum());
    }

    /** Packets per member and second, over all runs. */
    public double packetsPerMemberSecond() {
        return perMemberSecond(kinds.stream().mapToLong(Load.Kind::packets).sum());
    }

    /** A number divided by the seconds that members ran; 0 if none ran. */
    public double perMemberSecond(long number) {
        return memberSeconds == 0 ? 0 : number / memberSeconds;
    }

    TrafficTotals plus(TrafficTotals other) {
        Map<String, Load.Kind> sum = new TreeMap<>();
        for (List<Load.Kind> part : List.of(kinds, other.kinds)) {
            for (Load.Kind kind : part) {
                sum.merge(kind.name() + (kind.stream() ? " stream" : ""), kind, TrafficTotals::plus);
            }
        }
        List<Load.Kind> sorted = new ArrayList<>(sum.values());
        sorted.sort(Comparator.comparingLong(Load.Kind::bytes).reversed());
        return new TrafficTotals(
                memberSeconds + other.memberSeconds,
                bytesEach.plus(other.bytesEach),
                packetsEach.plus(other.packetsEach),
                sorted);
    }

    private static Load.Kind plus(Load.Kind one, Load.Kind other) {
        return new Load.Kind(
                one.name(), one.stream(), one.purpose(), one.packets() + other.packets(), one.bytes() + other.bytes());
    }
}
