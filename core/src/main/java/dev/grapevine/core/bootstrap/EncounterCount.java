package dev.grapevine.core.bootstrap;

import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message.Met;
import java.util.List;

/**
 * Counts which of two processes of one name the members had met first (PROTOCOL.md, section 1, "Identity"). A process
 * that was stopped counts besides how many met the other one for the first time meanwhile.
 */
final class EncounterCount {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** For how long a stall is remembered. */
    private static final long LATELY_NANOS = 60 * SECOND_NANOS;

    private final View view;
    private int forThis;
    private int forOther;
    private int metWhileStopped;
    private boolean stalledLately;
    private long wokeAt;
    private long stallNanos;

    EncounterCount(View view) {
        this.view = view;
    }

    /** This process did not run for so long. */
    void stalled(long nanos, long now) {
        if (nanos >= SECOND_NANOS) {
            stalledLately = true;
            wokeAt = now;
            stallNanos = nanos;
        }
    }

    /** Begins again. */
    void clear() {
        forThis = 0;
        forOther = 0;
        metWhileStopped = 0;
    }

    /** Counts the answer of one member: it speaks for the process that it met first. */
    void add(Contender other, List<Met> all, long now) {
        long ageOfThis = -1;
        long ageOfOther = -1;
        for (Met met : all) {
            if (view.isOwn(met.address())) {
                ageOfThis = Math.max(ageOfThis, met.ageMillis());
            } else if (other.isAt(met.address())) {
                ageOfOther = Math.max(ageOfOther, met.ageMillis());
            }
        }
        if (ageOfThis > ageOfOther) {
            forThis++;
        } else if (ageOfOther >= 0) {
            forOther++;
        }
        if (ageOfOther >= 0 && wasStopped(ageOfOther, now)) {
            metWhileStopped++;
        }
    }

    /** Whether this process did not run so long ago. */
    private boolean wasStopped(long agoMillis, long now) {
        long beforeWaking = agoMillis * NANOS_PER_MILLI - (now - wokeAt);
        return stalledLately
                && now - wokeAt < LATELY_NANOS
                && beforeWaking >= 0
                && beforeWaking <= stallNanos + SECOND_NANOS;
    }

    /** Members that had met this process first. */
    int forThis() {
        return forThis;
    }

    /** Members that had met the other process first. */
    int forOther() {
        return forOther;
    }

    /** Whether most met the other one while this process was stopped: it is the successor. */
    boolean otherIsSuccessor() {
        return 2 * metWhileStopped > forThis + forOther;
    }
}
