package dev.grapevine.sim.figures;

import dev.grapevine.core.view.Evidence;
import org.jspecify.annotations.Nullable;

/** A fault while the others come to know of it. */
final class OpenFault {

    final long at;
    final Subject subject;
    final long generation;
    final Fault.Kind kind;
    final Hearing hearing;

    @Nullable Evidence evidence;

    OpenFault(long at, Subject subject, long generation, Fault.Kind kind, Hearing hearing) {
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
