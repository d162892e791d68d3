package dev.grapevine.sim.measure;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.figures.Accuracy;
import dev.grapevine.sim.figures.Mistakes;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts what members believe of each other into what is right and what is a mistake. */
final class VerdictTracker {

    private final ClusterState scene;
    private final FaultTracker faults;
    private final BeliefMatrix opinions;
    private final Map<Condition, MistakeTracker> mistakes = new EnumMap<>(Condition.class);

    VerdictTracker(ClusterState scene, FaultTracker faults, BeliefMatrix opinions) {
        this.scene = scene;
        this.faults = faults;
        this.opinions = opinions;
        mistakes.put(Condition.HEALTHY, new MistakeTracker(true));
        mistakes.put(Condition.SLOW, new MistakeTracker(true));
        mistakes.put(Condition.PARTED, new MistakeTracker(false));
    }

    /** A member told of a change in what it believes of another. */
    void take(TrackedMember observer, TrackedMember about, Event.Membership event) {
        MemberRecord record = event.member();
        if (event instanceof Event.Forgotten) {
            opinions.forget(observer.index, about.index);
        } else {
            opinions.set(observer.index, about.index, record.status());
        }
        if (event instanceof Event.Suspected) {
            suspected(observer, about, record);
        } else if (event instanceof Event.Failed failed) {
            declared(observer, about, failed);
        } else if (event instanceof Event.Recovered) {
            mistakes.values().forEach(book -> book.recovered(observer.index, about.index, scene.now()));
        } else if (!(event instanceof Event.Updated)) {
            mistakes.values().forEach(book -> book.forget(observer.index, about.index));
        }
    }

    private void suspected(TrackedMember observer, TrackedMember about, MemberRecord record) {
        MistakeTracker book = book(about, record);
        if (book != null) {
            book.suspected(observer.index, about.index, scene.now());
        }
    }

    private void declared(TrackedMember observer, TrackedMember about, Event.Failed failed) {
        MemberRecord record = failed.member();
        OpenFault fault = about.fault;
        if (fault != null && fault.generation == record.generation()) {
            faults.known(fault, observer, failed.evidence(), scene.now());
            return;
        }
        MistakeTracker book = book(about, record);
        if (book != null) {
            book.declared(observer.index, about, record.generation(), record.incarnation(), scene.now());
        }
    }

    /** Where a mistake about this record belongs; null if it is none. */
    private @Nullable MistakeTracker book(TrackedMember about, MemberRecord record) {
        return about.isGeneration(record.generation()) ? mistakes.get(scene.condition(about)) : null;
    }

    Accuracy accuracy() {
        return new Accuracy(mistakes(Condition.HEALTHY), mistakes(Condition.SLOW), mistakes(Condition.PARTED));
    }

    private Mistakes mistakes(Condition condition) {
        MistakeTracker book = mistakes.get(condition);
        if (book == null) {
            throw new IllegalArgumentException("no mistakes are made about those that are " + condition);
        }
        return book.mistakes();
    }
}
