package dev.grapevine.cluster.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The turns of all that a loop drives. They are looked through only when one of them is due. Of the loop's thread alone. */
final class DeadlineQueue {

    /** Later than anybody is due, and near enough for differences of times. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final List<Deadline> all = new ArrayList<>();
    private int last;

    /** When the first of them is due; of no meaning where there is none. */
    private long firstDue;

    /** Somebody was ticked. */
    private boolean ticked;

    /** It broke off before all that were due were ticked. */
    private boolean left;

    Deadline add(Tickable added) {
        Deadline turn = new Deadline(this, added);
        firstDue = all.isEmpty() ? turn.due() : first(firstDue, turn.due());
        all.add(turn);
        return turn;
    }

    void remove(Tickable removed) {
        all.removeIf(turn -> turn.of(removed));
    }

    void earlier(long due) {
        firstDue = first(firstDue, due);
    }

    private static long first(long a, long b) {
        return b - a < 0 ? b : a;
    }

    /** Until the first is due, at most so many nanoseconds; 0 where it is overdue. */
    long untilFirst(long now, long atMost) {
        if (left) {
            return 0;
        }
        long wait = all.isEmpty() ? atMost : Math.min(atMost, firstDue - now);
        // Whoever is due again right after its tick may not keep the processor from everybody else.
        return Math.max(wait, ticked ? 1 : 0);
    }

    /** Ticks those that are due; breaks off when it is time to look at the sockets again, and goes on there the next time. */
    void tick(long now, BooleanSupplier stale) {
        ticked = false;
        left = false;
        if (all.isEmpty() || firstDue - now > 0) {
            return;
        }
        firstDue = now + NEVER;
        left = stale.getAsBoolean();
        long at = now;
        for (int i = 0; i < all.size() && !left; i++) {
            last = (last + 1) % all.size();
            Deadline turn = all.get(last);
            if (turn.due() - at <= 0) {
                ticked = true;
                EventLoop.guarded(turn::tick);
                turn.ask();
                left = stale.getAsBoolean();
                at = System.nanoTime();
            }
            earlier(turn.due());
        }
        if (left) {
            firstDue = now;
        }
    }
}
