package dev.grapevine.core.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long DEAD and LEFT members are remembered, so that old news cannot revive them (PROTOCOL.md, section 1). A
 * tombstone carries its age, which keeps counting at every holder. Once it is older than half of the tombstone time, it
 * is neither sent nor accepted; so every holder forgets it within the other half, and none tells it to another again.
 *
 * <h2>Beyond the limit on their number</h2>
 *
 * Anybody can tell of deaths of members that never were. So when there are too many, the tombstone of a member that was
 * unknown here is refused, and that of a member that was live here takes the place of another: of the oldest member that
 * never answered this one or, if all have answered, of the oldest.
 */
public final class Tombstones {

    /** Looks for due tombstones in one tombstone time: each goes through all tombstones. */
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

    /** Whether a tombstone of this age is sent to others and accepted from them. */
    public boolean tellable(long ageMillis) {
        return ageMillis <= timeNanos / 2 / 1_000_000;
    }

    /** Whether there is no room for the tombstone of a member that was unknown. */
    public boolean full() {
        return view.tombstones() >= limit;
    }

    /** Forgets the tombstone that is to go since there are too many, and returns it; null if there are not. */
    public @Nullable MemberEntry forgetSurplus() {
        MemberEntry first = view.tombstones() > limit ? view.firstTombstone() : null;
        if (first != null) {
            view.forget(List.of(first));
        }
        return first;
    }

    /** Forgets the tombstones that are due, and returns them. */
    public List<MemberEntry> expire(long now) {
        if (now - nextLook < 0) {
            return List.of();
        }
        nextLook = now + Math.max(SHORTEST_PAUSE, timeNanos / LOOKS);
        List<MemberEntry> due = new ArrayList<>();
        view.forEachTombstone(entry -> {
            if (now - entry.since() >= timeNanos) {
                due.add(entry);
            }
        });
        view.forget(due);
        return due;
    }
}
