package dev.grapevine.core.env;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * What is to be done later. A timer names its handler and what it is for: a phase, or a record of a phase and the
 * object that it belongs to. Timers cannot be cancelled: from what a timer is for, its handler recognises whether it
 * has become stale.
 *
 * <p>Times are monotonic nanoseconds, compared by subtraction. Timers of the same time run in the order in which they
 * were set.
 */
public final class Timers {

    /** How far {@link #next} lies after the last run while no timer is set. */
    private static final long IDLE_NANOS = 60_000_000_000L;

    /** Handles timers. */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * A timer is due.
         *
         * @param what the timer is for
         * @param now the time at which it runs, perhaps later than the time for which it was set
         */
        void onTimer(T what, long now);
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

    /** @param earlier told the new deadline each time that {@link #next} becomes earlier */
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

    /** When the next timer is due; if none is set, some time after the last run. */
    public long next() {
        Timer<?> first = queue.peek();
        return first == null ? lastRun + IDLE_NANOS : first.at();
    }

    /** Runs all timers that are due, and those that they set for now or earlier. */
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

    /** Forgets all timers. */
    public void clear() {
        queue.clear();
    }

    public int size() {
        return queue.size();
    }
}
