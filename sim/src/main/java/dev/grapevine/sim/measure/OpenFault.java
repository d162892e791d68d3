package dev.grapevine.sim.measure;

import dev.grapevine.model.Evidence;
import dev.grapevine.sim.figures.Fault;
import org.jspecify.annotations.Nullable;

/** A fault that the others are still coming to know of. */
final class OpenFault {

    final long at;
    final TrackedMember member;
    final long generation;
    final Fault.Kind kind;
    final SpreadTracker spread;

    @Nullable Evidence evidence;

    OpenFault(long at, TrackedMember member, long generation, Fault.Kind kind, SpreadTracker spread) {
        this.at = at;
        this.member = member;
        this.generation = generation;
        this.kind = kind;
        this.spread = spread;
    }

    Fault close() {
        return new Fault(
                at,
                member.name,
                kind,
                evidence,
                spread.audience(),
                spread.informed(),
                spread.until(0),
                spread.until(50),
                spread.until(100));
    }
}
