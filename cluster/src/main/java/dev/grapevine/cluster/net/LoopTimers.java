package dev.grapevine.cluster.net;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Tasks, ordered by the time at which they are due. Used by the loop's thread only. */
final class LoopTimers {

    private final PriorityQueue<TimedTask> waiting = new PriorityQueue<>();

    private record TimedTask(long due, Runnable task) implements Comparable<TimedTask> {
        @Override
        public int compareTo(TimedTask other) {
            return Long.signum(due - other.due);
        }
    }

    void add(long due, Runnable task) {
        waiting.add(new TimedTask(due, task));
    }

    /** Nanoseconds until the first task is due, at most the given number; negative if it is overdue. */
    long untilFirst(long now, long atMost) {
        TimedTask first = waiting.peek();
        return first == null ? atMost : Math.min(atMost, first.due - now);
    }

    /** Removes and returns a task that is due; null if there is none. */
    @Nullable Runnable takeDue(long now) {
        TimedTask first = waiting.peek();
        if (first == null || first.due - now > 0) {
            return null;
        }
        waiting.remove();
        return first.task;
    }
}
