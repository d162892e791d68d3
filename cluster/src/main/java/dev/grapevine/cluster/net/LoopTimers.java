package dev.grapevine.cluster.net;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Tasks by the time at which they are due. Of the loop's thread alone. */
final class LoopTimers {

    private final PriorityQueue<Timer> waiting = new PriorityQueue<>();

    private record Timer(long due, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(due - other.due);
        }
    }

    void add(long due, Runnable task) {
        waiting.add(new Timer(due, task));
    }

    /** Until the first is due, at most so many nanoseconds; negative where it is overdue. */
    long untilFirst(long now, long atMost) {
        Timer first = waiting.peek();
        return first == null ? atMost : Math.min(atMost, first.due - now);
    }

    /** Takes out one that is due; null if none is. */
    @Nullable Runnable takeDue(long now) {
        Timer first = waiting.peek();
        if (first == null || first.due - now > 0) {
            return null;
        }
        waiting.remove();
        return first.task;
    }
}
