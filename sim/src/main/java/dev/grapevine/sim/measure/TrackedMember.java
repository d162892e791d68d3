package dev.grapevine.sim.measure;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.world.Process;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One member as it really is, over all its lives. Times are nanoseconds since the run's beginning. */
final class TrackedMember {

    final int index;
    final String name;

    /** Its running process; null if there is none. */
    @Nullable Process process;

    /** Its record as it wrote it last. */
    @Nullable MemberRecord own;

    /** When it last wrote it. */
    long ownSince;

    /** Since when it has answered without a break; -1 while it does not. */
    long answeringSince = -1;

    /** The generation of which the others know since the beginning, or by a join that was told. */
    long toldGeneration;

    boolean told;
    boolean leaving;
    boolean hung;
    long startedAt;
    long nanosUp;
    long bytes;
    long packets;

    @Nullable OpenFault fault;

    /** What is being told of it, the latest last. */
    final Deque<OpenNews> news = new ArrayDeque<>();

    final StringBuilder believed = new StringBuilder();
    final StringBuilder real = new StringBuilder();

    private final Set<Impairment> burdens = EnumSet.noneOf(Impairment.class);
    private boolean everBurdened;
    private long unburdenedAt;

    TrackedMember(int index, String name) {
        this.index = index;
        this.name = name;
    }

    boolean staying() {
        return process != null && !leaving;
    }

    /** Something slows it down from now on, or no longer. */
    void burden(Impairment burden, boolean begins, long now) {
        if (begins ? burdens.add(burden) : burdens.remove(burden)) {
            everBurdened = true;
            unburdenedAt = now;
        }
    }

    boolean bears(Impairment burden) {
        return burdens.contains(burden);
    }

    /** @param grace for how long after it was slowed down it still counts as slow */
    Condition condition(boolean parted, long grace, long now) {
        if (!staying()) {
            return Condition.DOWN;
        }
        if (hung) {
            return Condition.HUNG;
        }
        if (parted) {
            return Condition.PARTED;
        }
        boolean slow = !burdens.isEmpty() || (everBurdened && now - unburdenedAt <= grace);
        return slow ? Condition.SLOW : Condition.HEALTHY;
    }

    /** Whether a join of that generation is known and no news any more; from now on it is. */
    boolean knownSince(long generation) {
        boolean known = told && toldGeneration == generation;
        told = true;
        toldGeneration = generation;
        return known;
    }

    boolean isGeneration(long generation) {
        return own != null && own.generation() == generation;
    }
}
