package dev.grapevine.core.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long DEAD and LEFT members are remembered, so that old news cannot revive them (PROTOCOL.md, section 1). A
 * tombstone carries its age, which keeps counting at every holder. Once it is older than half of the tombstone time, it
 * is neither sent nor accepted; so every holder forgets it within the other half, and none tells it to another again.
 * Beyond a limit on their number, the oldest are forgotten first.
 */
public final class Tombstones {

    /** Looks for due tombstones in one tombstone time: each goes through all members. */
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

    /** Forgets the tombstones that are due, and returns them. */
    public List<MemberEntry> expire(long now) {
        if (view.tombstones() <= limit && now - nextLook < 0) {
            return List.of();
        }
        nextLook = now + Math.max(SHORTEST_PAUSE, timeNanos / LOOKS);
        List<MemberEntry> tombs = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (!entry.live()) {
                tombs.add(entry);
            }
        }
        tombs.sort(Comparator.comparingLong(entry -> entry.since() - now));
        List<MemberEntry> forgotten = new ArrayList<>();
        for (MemberEntry entry : tombs) {
            if (now - entry.since() >= timeNanos || tombs.size() - forgotten.size() > limit) {
                forgotten.add(entry);
            }
        }
        forgotten.forEach(view::forget);
        return forgotten;
    }
}
