package dev.grapevine.sim.measure;

import dev.grapevine.model.Evidence;
import dev.grapevine.sim.figures.Fault;
import org.jspecify.annotations.Nullable;

/** A fault while the others come to know of it. */
final class OpenFault {

    final long at;
    final TrackedMember subject;
    final long generation;
    final Fault.Kind kind;
    final SpreadTracker hearing;

    @Nullable Evidence evidence;

    OpenFault(long at, TrackedMember subject, long generation, Fault.Kind kind, SpreadTracker hearing) {
        this.at = at;
        this.subject = subject;
        this.generation = generation;
        this.kind = kind;
        this.hearing = hearing;
    }

    Fault close() {
        return new Fault(
                at,
                subject.name,
                kind,
                evidence,
                hearing.audience(),
                hearing.informed(),
                hearing.until(0),
                hearing.until(50),
                hearing.until(100));
    }
}
