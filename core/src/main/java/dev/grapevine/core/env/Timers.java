package dev.grapevine.core.env;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * What is to be done later. A timer names its handler and what it is for: a phase, or a record of a phase and the object that it belongs to.
 * There is no cancelling: a handler recognises from that token whether the timer has become stale.
 *
 * <p>Times are monotonic nanoseconds, compared by subtraction. Timers of the same time run in the order in which they were set.
 */
public final class Timers {

    /** How far ahead {@link #next} looks where nothing is set. */
    private static final long IDLE_NANOS = 60_000_000_000L;

    /** Does what a timer was set for. */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * A timer is due.
         *
         * @param what it was set for
         * @param now when it runs, perhaps later than it was set for
         */
        void onTimer(T what, long now);
    }

    /** Something to be done, told when it really is done. */
    @FunctionalInterface
    public interface Task {
        void run(long now);
    }

    private record Timer<T>(long at, long order, Handler<? super T> handler, T what) implements Comparable<Timer<?>> {
        @Override
        public int compareTo(Timer<?> other) {
            long difference = at - other.at;
            return difference != 0 ? Long.signum(difference) : Long.compare(order, other.order);
        }

        void run(long now) {
            handler.onTimer(what, now);
        }
    }

    private final PriorityQueue<Timer<?>> queue = new PriorityQueue<>();
    private final LongConsumer earlier;
    private long order;
    private long lastRun;

    public Timers() {
        this(deadline -> {});
    }

    /** @param earlier told each time that {@link #next} becomes earlier, when that is now */
    public Timers(LongConsumer earlier) {
        this.earlier = earlier;
    }

    /** Sets a timer. */
    public <T> void at(long when, Handler<? super T> handler, T what) {
        Timer<T> timer = new Timer<>(when, order++, handler, what);
        queue.add(timer);
        if (queue.peek() == timer) {
            earlier.accept(when);
        }
    }

    public void at(long when, Task task) {
        at(when, Task::run, task);
    }

    /** When the next timer is due; some time after the last run if none is set. */
    public long next() {
        Timer<?> first = queue.peek();
        return first == null ? lastRun + IDLE_NANOS : first.at();
    }

    /** Runs what is due, and what that sets for now or before. */
    public void run(long now) {
        lastRun = now;
        while (true) {
            Timer<?> first = queue.peek();
            if (first == null || first.at() - now > 0) {
                return;
            }
            queue.remove().run(now);
        }
    }

    public void clear() {
        queue.clear();
    }

    public int size() {
        return queue.size();
    }
}
