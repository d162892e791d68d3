package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.Mistakes;
import dev.grapevine.sim.figures.Samples;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps the mistakes about members of one condition: those that last, and the sums of those that are over. */
final class MistakeTracker {

    private record Wrong(long since, boolean dead) {}

    private record Member(int index, long generation, long incarnation) {}

    private final Map<Long, Wrong> lasting = new HashMap<>();
    private final Set<Member> members = new HashSet<>();
    private final Samples suspicion = new Samples();
    private final Samples death = new Samples();
    private final boolean followed;
    private long suspected;
    private long declared;
    private long recovered;

    /** @param followed whether it matters how they end: in a partition there are as many as pairs of members */
    MistakeTracker(boolean followed) {
        this.followed = followed;
    }

    private static Long pair(int observer, int subject) {
        return (long) observer << 32 | subject;
    }

    void suspected(int observer, int subject, long now) {
        suspected++;
        last(observer, subject, new Wrong(now, false));
    }

    void declared(int observer, TrackedMember subject, long generation, long incarnation, long now) {
        declared++;
        members.add(new Member(subject.index, generation, incarnation));
        last(observer, subject.index, new Wrong(now, true));
    }

    private void last(int observer, int subject, Wrong wrong) {
        if (followed) {
            lasting.put(pair(observer, subject), wrong);
        }
    }

    /** The observer holds the subject alive again. */
    void recovered(int observer, int subject, long now) {
        Wrong wrong = lasting.remove(pair(observer, subject));
        if (wrong != null) {
            recovered++;
            (wrong.dead ? death : suspicion).add(now - wrong.since);
        }
    }

    /** What the observer believed of that life does not matter any more. */
    void forget(int observer, int subject) {
        lasting.remove(pair(observer, subject));
    }

    Mistakes mistakes() {
        return new Mistakes(
                suspected, declared, members.size(), recovered, suspicion.distribution(), death.distribution());
    }
}
