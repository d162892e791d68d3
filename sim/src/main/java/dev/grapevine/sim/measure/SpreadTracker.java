package dev.grapevine.sim.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who of those that were there when something began has heard of it, when, and over how many hops. Whoever stops before it
 * heard is not waited for.
 */
final class SpreadTracker {

    private static final int LEVELS = 100;
    private static final int MOST_HOPS = Byte.MAX_VALUE - 2;
    private static final byte SPARED = Byte.MAX_VALUE;

    private final long at;
    private final TrackedMember about;
    /** One more than the hops it took to each member; 0 while it has not heard. Empty once all have heard. */
    private byte[] hops;

    private final List<Integer> byHops = new ArrayList<>();
    /** When each percent of the audience had heard. */
    private final long[] levels = new long[LEVELS + 1];

    private int nextLevel;
    private int audience;
    private int informed;
    private long last;

    /**
     * @param answering members that answer now, the subject included if it does
     * @param hosts how many there are in all
     */
    SpreadTracker(long at, TrackedMember about, int answering, int hosts) {
        this.at = at;
        this.about = about;
        this.hops = new byte[hosts];
        this.audience = answering - (about.answeringSince >= 0 ? 1 : 0);
    }

    /** Hops to that member; -1 if it has not heard, as far as is remembered. */
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
     * @return whether it is one of the audience, and had not heard before
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

    /** A member that answers is not waited for: it is none of its concern. To be told before anybody hears. */
    void spares(TrackedMember member) {
        if (counts(member) && hopsTo(member) < 0) {
            hops[member.index] = SPARED;
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

    /** When that percentage of the audience had heard, from the beginning; null if it never had. 0 for the first. */
    @Nullable Long until(int percent) {
        return percent < nextLevel && informed > 0 ? levels[percent] : null;
    }
}
