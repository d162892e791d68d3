package dev.grapevine.sim.figures;

import dev.grapevine.model.Evidence;
import org.jspecify.annotations.Nullable;

/** A fault while the others come to know of it. */
final class OpenFault {

    final long at;
    final Subject subject;
    final long generation;
    final Fault.Kind kind;
    final SpreadTracker hearing;

    @Nullable Evidence evidence;

    OpenFault(long at, Subject subject, long generation, Fault.Kind kind, SpreadTracker hearing) {
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
