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

    private final View view;
    private final long timeNanos;
    private final int limit;

    public Tombstones(View view, long timeNanos, int limit) {
        this.view = view;
        this.timeNanos = timeNanos;
        this.limit = limit;
    }

    /** Whether a tombstone of this age is sent to others, or taken from them. */
    public boolean tellable(long ageMillis) {
        return ageMillis <= timeNanos / 2 / 1_000_000;
    }

    /** Forgets what is due, and returns it. */
    public List<MemberEntry> expire(long now) {
        if (view.tombstones() == 0) {
            return List.of();
        }
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
