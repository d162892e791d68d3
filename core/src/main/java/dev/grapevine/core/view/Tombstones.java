package dev.grapevine.core.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long the dead and the left are remembered, so that old news cannot raise them. A tombstone carries its age, which
 * counts on at every holder, and past half of its time it is neither sent nor taken: so all forget it within that half, and
 * none teaches it to another again (no circling ghosts). Beyond a number the oldest go first.
 */
public final class Tombstones {

    /** How often, in the life of a tombstone, it is looked whether any is due: that means going through all members. */
    private static final int LOOKS = 100;

    private static final long SHORTEST_PAUSE = 1_000_000_000L;

    private final View view;
    private final long timeNanos;
    private final int limit;
    private long nextLook;

    public Tombstones(View view, long timeNanos, int limit, long now) {
        this.view = view;
        this.nextLook = now;
        this.timeNanos = timeNanos;
        this.limit = limit;
    }

    /** Whether a tombstone of this age is sent to others, or taken from them. */
    public boolean tellable(long ageMillis) {
        return ageMillis <= timeNanos / 2 / 1_000_000;
    }

    /** Forgets what is due, and returns it. */
    public List<MemberEntry> expire(long now) {
        if (view.tombstones() <= limit && now - nextLook < 0) {
            return List.of();
        }
        nextLook = now + Math.max(SHORTEST_PAUSE, timeNanos / LOOKS);
        List<MemberEntry> buried = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (!entry.live()) {
                buried.add(entry);
            }
        }
        buried.sort(Comparator.comparingLong(entry -> entry.since() - now));
        List<MemberEntry> forgotten = new ArrayList<>();
        for (MemberEntry entry : buried) {
            if (now - entry.since() >= timeNanos || buried.size() - forgotten.size() > limit) {
                forgotten.add(entry);
            }
        }
        forgotten.forEach(view::forget);
        return forgotten;
    }
}
