package dev.grapevine.core.env;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * What is to be done later. There is no cancelling: a task that comes due finds out for itself whether it still has something
 * to do. Times are monotonic nanoseconds, compared by subtraction; tasks of the same time run in the order in which they were set.
 */
public final class Timers {

    /** How far ahead {@link #next} looks where nothing is set. */
    private static final long IDLE = 60_000_000_000L;

    /** Something to be done, told when it really is done. */
    @FunctionalInterface
    public interface Task {
        void run(long now);
    }

    private record Timer(long at, long order, Task task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            long difference = at - other.at;
            return difference != 0 ? Long.signum(difference) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private final LongConsumer earlier;
    private long order;
    private long lastTurn;

    public Timers() {
        this(deadline -> {});
    }

    /** @param earlier told each time that {@link #next} becomes earlier, when that is now */
    public Timers(LongConsumer earlier) {
        this.earlier = earlier;
    }

    public void at(long when, Task task) {
        Timer timer = new Timer(when, order++, task);
        queue.add(timer);
        if (queue.peek() == timer) {
            earlier.accept(when);
        }
    }

    /** When the next task is due; some time after the last turn if there is none. */
    public long next() {
        Timer first = queue.peek();
        return first == null ? lastTurn + IDLE : first.at();
    }

    /** Runs what is due, and what that sets for now or before. */
    public void run(long now) {
        lastTurn = now;
        while (true) {
            Timer first = queue.peek();
            if (first == null || first.at() - now > 0) {
                return;
            }
            queue.remove().task().run(now);
        }
    }

    public void clear() {
        queue.clear();
    }

    public int size() {
        return queue.size();
    }
}
