package dev.grapevine.sim.measure;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.world.Process;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One member as it really is, over all its generations. Times are nanoseconds since the beginning of the run. */
final class TrackedMember {

    final int index;
    final String name;

    /** Its running process; null if there is none. */
    @Nullable Process process;

    /** Its own record, as it last wrote it. */
    @Nullable MemberRecord own;

    /** When it wrote that. */
    long ownSince;

    /** Since when it has answered without a break; -1 while it does not answer. */
    long answeringSince = -1;

    /** The generation that the others know from the start of the run, or from a join. */
    long knownGeneration;

    /** Whether they know any. */
    boolean known;

    boolean leaving;
    boolean hung;
    long startedAt;
    long nanosUp;
    long bytes;
    long packets;

    @Nullable OpenFault fault;

    /** The news about it that is still spreading, the latest last. */
    final Deque<OpenNews> news = new ArrayDeque<>();

    final StringBuilder believed = new StringBuilder();
    final StringBuilder real = new StringBuilder();

    private final Set<Impairment> impairments = EnumSet.noneOf(Impairment.class);
    private boolean everImpaired;
    private long impairmentChangedAt;

    TrackedMember(int index, String name) {
        this.index = index;
        this.name = name;
    }

    boolean staying() {
        return process != null && !leaving;
    }

    /** Something begins to slow it down, or ends. */
    void impair(Impairment impairment, boolean begins, long now) {
        if (begins ? impairments.add(impairment) : impairments.remove(impairment)) {
            everImpaired = true;
            impairmentChangedAt = now;
        }
    }

    boolean has(Impairment impairment) {
        return impairments.contains(impairment);
    }

    /** @param grace how long it still counts as slow after it was slowed down */
    Condition condition(boolean partitioned, long grace, long now) {
        if (!staying()) {
            return Condition.DOWN;
        }
        if (hung) {
            return Condition.HUNG;
        }
        if (partitioned) {
            return Condition.PARTITIONED;
        }
        boolean slow = !impairments.isEmpty() || (everImpaired && now - impairmentChangedAt <= grace);
        return slow ? Condition.SLOW : Condition.HEALTHY;
    }

    /** Marks a generation as known to the others; whether it was known before, so that its join is no news. */
    boolean markKnown(long generation) {
        boolean before = known && knownGeneration == generation;
        known = true;
        knownGeneration = generation;
        return before;
    }

    boolean isGeneration(long generation) {
        return own != null && own.generation() == generation;
    }
}
