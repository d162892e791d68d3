package dev.grapevine.sim.measure;

import dev.grapevine.model.Evidence;
import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.SampleDistribution;
import dev.grapevine.sim.figures.Samples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faults of a run, and how they were detected. */
final class FaultTracker {

    private final List<OpenFault> faults = new ArrayList<>();
    private final Map<Evidence, Samples> each = new EnumMap<>(Evidence.class);

    void begin(OpenFault fault) {
        faults.add(fault);
        fault.member.fault = fault;
    }

    /** An observer declared the member dead, or heard that it is. */
    void known(OpenFault fault, TrackedMember observer, Evidence evidence, long now) {
        if (fault.evidence == null) {
            fault.evidence = evidence;
        }
        if (fault.spread.heard(observer, 0, now)) {
            each.computeIfAbsent(evidence, key -> new Samples()).add(now - fault.at);
        }
    }

    void stops(TrackedMember member) {
        faults.forEach(fault -> fault.spread.stops(member));
    }

    List<Fault> faults() {
        return faults.stream().map(OpenFault::close).toList();
    }

    List<Detection> detections() {
        Map<Evidence, Samples> all = new EnumMap<>(Evidence.class);
        for (Fault fault : faults()) {
            if (fault.evidence() != null && fault.all() != null) {
                all.computeIfAbsent(fault.evidence(), key -> new Samples()).add(fault.all());
            }
        }
        List<Detection> detections = new ArrayList<>();
        each.forEach((evidence, samples) -> {
            Samples last = all.get(evidence);
            detections.add(new Detection(
                    evidence, samples.distribution(), last == null ? SampleDistribution.NONE : last.distribution()));
        });
        return detections;
    }
}
