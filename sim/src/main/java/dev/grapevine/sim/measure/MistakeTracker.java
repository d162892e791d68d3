package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.Mistakes;
import dev.grapevine.sim.figures.Samples;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The mistakes about members in one condition: those that last, and the sums of those that are over. */
final class MistakeTracker {

    private record Mistake(long since, boolean dead) {}

    private record Victim(int index, long generation, long incarnation) {}

    private final Map<Long, Mistake> lasting = new HashMap<>();
    private final Set<Victim> victims = new HashSet<>();
    private final Samples suspicion = new Samples();
    private final Samples death = new Samples();
    private final boolean followed;
    private long suspected;
    private long declared;
    private long recovered;

    /** @param followed whether to follow how they end; in a partition there are as many mistakes as pairs of members */
    MistakeTracker(boolean followed) {
        this.followed = followed;
    }

    private static Long pair(int observer, int subject) {
        return (long) observer << 32 | subject;
    }

    void suspected(int observer, int subject, long now) {
        suspected++;
        begin(observer, subject, new Mistake(now, false));
    }

    void declared(int observer, TrackedMember subject, long generation, long incarnation, long now) {
        declared++;
        victims.add(new Victim(subject.index, generation, incarnation));
        begin(observer, subject.index, new Mistake(now, true));
    }

    private void begin(int observer, int subject, Mistake mistake) {
        if (followed) {
            lasting.put(pair(observer, subject), mistake);
        }
    }

    /** The observer holds the subject alive again. */
    void recovered(int observer, int subject, long now) {
        Mistake mistake = lasting.remove(pair(observer, subject));
        if (mistake != null) {
            recovered++;
            (mistake.dead ? death : suspicion).add(now - mistake.since);
        }
    }

    /** What the observer believed of that generation does not matter any more. */
    void forget(int observer, int subject) {
        lasting.remove(pair(observer, subject));
    }

    Mistakes mistakes() {
        return new Mistakes(
                suspected, declared, victims.size(), recovered, suspicion.distribution(), death.distribution());
    }
}
