package dev.grapevine.sim.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the members that were there when something began have heard of it, when, and over how many hops. A member that
 * stops before it heard no longer counts.
 */
final class SpreadTracker {

    private static final int LEVELS = 100;
    private static final int MOST_HOPS = Byte.MAX_VALUE - 2;
    private static final byte EXCUSED = Byte.MAX_VALUE;

    private final long at;
    private final TrackedMember about;
    /** For each member: the hops that it took, plus one; 0 if it has not heard. Empty once all have heard. */
    private byte[] hops;

    private final List<Integer> byHops = new ArrayList<>();
    /** When each percentage of the audience had heard. */
    private final long[] levels = new long[LEVELS + 1];

    private int nextLevel;
    private int audience;
    private int informed;
    private long last;

    /**
     * @param answering members that answer now, the subject included if it does
     * @param hosts how many hosts there are
     */
    SpreadTracker(long at, TrackedMember about, int answering, int hosts) {
        this.at = at;
        this.about = about;
        this.hops = new byte[hosts];
        this.audience = answering - (about.answeringSince >= 0 ? 1 : 0);
    }

    /** Hops to a member; -1 if it has not heard, or if that is no longer kept. */
    int hopsTo(TrackedMember member) {
        if (member == about) {
            return 0;
        }
        return member.index < hops.length ? hops[member.index] - 1 : -1;
    }

    private boolean counts(TrackedMember member) {
        return member != about && member.answeringSince >= 0 && member.answeringSince <= at;
    }

    /**
     * A member has heard.
     *
     * @return whether it belongs to the audience and had not heard before
     */
    boolean heard(TrackedMember member, int hop, long now) {
        if (member == about || complete() || hopsTo(member) >= 0) {
            return false;
        }
        if (member.index >= hops.length) {
            hops = Arrays.copyOf(hops, member.index + member.index / 2 + 1);
        }
        int counted = Math.min(hop, MOST_HOPS);
        hops[member.index] = (byte) (counted + 1);
        if (!counts(member)) {
            return false;
        }
        while (byHops.size() <= counted) {
            byHops.add(0);
        }
        byHops.set(counted, byHops.get(counted) + 1);
        informed++;
        last = now;
        reach(now);
        return true;
    }

    private void reach(long now) {
        while (nextLevel <= LEVELS && (long) informed * LEVELS >= (long) nextLevel * audience) {
            levels[nextLevel++] = now - at;
        }
        freeIfComplete();
    }

    private void freeIfComplete() {
        if (complete()) {
            hops = new byte[0];
        }
    }

    /** A member that answered until now stops. */
    void stops(TrackedMember member) {
        if (counts(member) && !complete() && hopsTo(member) < 0) {
            audience--;
            if (informed > 0) {
                reach(last);
            }
        }
    }

    /** Takes a member out of the audience; to be called before any member hears. */
    void excuse(TrackedMember member) {
        if (counts(member) && hopsTo(member) < 0) {
            hops[member.index] = EXCUSED;
            audience--;
        }
    }

    /** Whether all have heard. */
    boolean complete() {
        return informed > 0 && informed == audience;
    }

    int audience() {
        return audience;
    }

    int informed() {
        return informed;
    }

    List<Integer> byHops() {
        return byHops;
    }

    /** How long it took until that percentage of the audience had heard; null if it never had. 0 stands for the first member. */
    @Nullable Long until(int percent) {
        return percent < nextLevel && informed > 0 ? levels[percent] : null;
    }
}
