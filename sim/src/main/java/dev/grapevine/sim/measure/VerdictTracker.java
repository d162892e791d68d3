package dev.grapevine.sim.measure;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.figures.Accuracy;
import dev.grapevine.sim.figures.Mistakes;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts what members come to believe of each other into detections of faults and mistakes. */
final class VerdictTracker {

    private final ClusterState cluster;
    private final FaultTracker faults;
    private final BeliefMatrix beliefs;
    private final Map<Condition, MistakeTracker> mistakes = new EnumMap<>(Condition.class);

    VerdictTracker(ClusterState cluster, FaultTracker faults, BeliefMatrix beliefs) {
        this.cluster = cluster;
        this.faults = faults;
        this.beliefs = beliefs;
        mistakes.put(Condition.HEALTHY, new MistakeTracker(true));
        mistakes.put(Condition.SLOW, new MistakeTracker(true));
        mistakes.put(Condition.PARTITIONED, new MistakeTracker(false));
    }

    /** An observer changed what it believes of another member. */
    void changed(TrackedMember observer, TrackedMember about, PeerEvent.Membership event) {
        MemberRecord record = event.member();
        if (event instanceof PeerEvent.Forgotten) {
            beliefs.forget(observer.index, about.index);
        } else {
            beliefs.set(observer.index, about.index, record.status());
        }
        if (event instanceof PeerEvent.Suspected) {
            suspected(observer, about, record);
        } else if (event instanceof PeerEvent.Failed failed) {
            declared(observer, about, failed);
        } else if (event instanceof PeerEvent.Recovered) {
            mistakes.values().forEach(tracker -> tracker.recovered(observer.index, about.index, cluster.now()));
        } else if (!(event instanceof PeerEvent.Updated)) {
            mistakes.values().forEach(tracker -> tracker.forget(observer.index, about.index));
        }
    }

    private void suspected(TrackedMember observer, TrackedMember about, MemberRecord record) {
        MistakeTracker tracker = mistakeTracker(about, record);
        if (tracker != null) {
            tracker.suspected(observer.index, about.index, cluster.now());
        }
    }

    private void declared(TrackedMember observer, TrackedMember about, PeerEvent.Failed failed) {
        MemberRecord record = failed.member();
        OpenFault fault = about.fault;
        if (fault != null && fault.generation == record.generation()) {
            faults.known(fault, observer, failed.evidence(), cluster.now());
            return;
        }
        MistakeTracker tracker = mistakeTracker(about, record);
        if (tracker != null) {
            tracker.declared(observer.index, about, record.generation(), record.incarnation(), cluster.now());
        }
    }

    /** Where a mistake about this record belongs; null if it is no mistake. */
    private @Nullable MistakeTracker mistakeTracker(TrackedMember about, MemberRecord record) {
        return about.isGeneration(record.generation()) ? mistakes.get(cluster.condition(about)) : null;
    }

    Accuracy accuracy() {
        return new Accuracy(mistakes(Condition.HEALTHY), mistakes(Condition.SLOW), mistakes(Condition.PARTITIONED));
    }

    private Mistakes mistakes(Condition condition) {
        MistakeTracker tracker = mistakes.get(condition);
        if (tracker == null) {
            throw new IllegalArgumentException("mistakes are not tracked about members that are " + condition);
        }
        return tracker.mistakes();
    }
}
