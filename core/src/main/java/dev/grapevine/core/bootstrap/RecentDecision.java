package dev.grapevine.core.bootstrap;

import dev.grapevine.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * When the local member last kept its name in a conflict. Conflicts that follow each other are looked into after pauses
 * that grow, and told once a minute.
 */
final class RecentDecision {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** For how long a conflict counts as the same one, and a claim to stay holds. */
    private static final long LATELY_NANOS = 60 * SECOND_NANOS;

    private static final long LONGEST_PAUSE_NANOS = 8 * SECOND_NANOS;

    private boolean decided;
    private long decidedAt;
    private long pauseNanos = SECOND_NANOS;
    private @Nullable Address told;
    private long toldAt;

    /** The member keeps its name. */
    void made(long now) {
        pauseNanos = lately(now) ? Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos) : SECOND_NANOS;
        decided = true;
        decidedAt = now;
    }

    boolean lately(long now) {
        return decided && now - decidedAt < LATELY_NANOS;
    }

    /** Whether it is too early for the next conflict. */
    boolean pausing(long now) {
        return decided && now - decidedAt < pauseNanos;
    }

    long pauseEnds() {
        return decidedAt + pauseNanos;
    }

    /** Whether a conflict with the process there is to be told now: it was not told lately. */
    boolean worthTelling(Address at, long now) {
        if (at.equals(told) && now - toldAt < LATELY_NANOS) {
            return false;
        }
        told = at;
        toldAt = now;
        return true;
    }
}
