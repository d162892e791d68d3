package dev.grapevine.cluster.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The deadlines of all objects that a loop ticks. It is searched only when one is due. Used by the loop's thread only.
 */
final class DeadlineQueue {

    /** Later than any deadline, and near enough for differences of times not to overflow. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final List<Deadline> all = new ArrayList<>();
    private int lastIndex;

    /** The earliest deadline; meaningless if there is none. */
    private long firstDue;

    /** Whether the last round ticked anything. */
    private boolean ticked;

    /** Whether the last round stopped before everything that was due was ticked. */
    private boolean unfinished;

    Deadline add(Tickable added) {
        Deadline deadline = new Deadline(this, added);
        firstDue = all.isEmpty() ? deadline.due() : first(firstDue, deadline.due());
        all.add(deadline);
        return deadline;
    }

    void remove(Tickable removed) {
        all.removeIf(deadline -> deadline.of(removed));
    }

    void earlier(long due) {
        firstDue = first(firstDue, due);
    }

    private static long first(long a, long b) {
        return b - a < 0 ? b : a;
    }

    /** Nanoseconds until the earliest deadline, at most the given number; 0 if it has passed. */
    long untilFirst(long now, long atMost) {
        if (unfinished) {
            return 0;
        }
        long wait = all.isEmpty() ? atMost : Math.min(atMost, firstDue - now);
        // An object that is due again right after its tick must not keep the processor from everything else.
        return Math.max(wait, ticked ? 1 : 0);
    }

    /**
     * Ticks what is due. Stops when it is time to look at the sockets again, and continues from there in the next call.
     */
    void tick(long now, BooleanSupplier stale) {
        ticked = false;
        unfinished = false;
        if (all.isEmpty() || firstDue - now > 0) {
            return;
        }
        firstDue = now + NEVER;
        unfinished = stale.getAsBoolean();
        long at = now;
        for (int i = 0; i < all.size() && !unfinished; i++) {
            lastIndex = (lastIndex + 1) % all.size();
            Deadline deadline = all.get(lastIndex);
            if (deadline.due() - at <= 0) {
                ticked = true;
                LoopFailures.guarded(deadline::tick);
                deadline.refresh();
                unfinished = stale.getAsBoolean();
                at = System.nanoTime();
            }
            earlier(deadline.due());
        }
        if (unfinished) {
            firstDue = now;
        }
    }
}
