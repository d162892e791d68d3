package dev.grapevine.core;

import java.util.Collection;
import java.util.Map;

/**
 * What code that a {@link StepCountingLoader} has loaded does, in steps: a step is a method that is entered, a turn of a loop,
 * or an item that the JDK copies or looks at on its behalf. Static, because that is all that the inserted calls can reach;
 * for one test at a time.
 */
public final class Steps {

    /** Work without an end. */
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyException(long limit) {
            super("more than " + limit + " steps");
        }
    }

    private static long limit = Long.MAX_VALUE;
    private static long count;

    private Steps() {}

    /** Starts from 0; a step above the limit throws {@link TooManyException}. */
    static void begin(long most) {
        limit = most;
        count = 0;
    }

    static long count() {
        return count;
    }

    /** One step. */
    public static void step() {
        items(1);
    }

    /** As many steps as items are copied. */
    public static void items(int items) {
        count += items;
        if (count > limit) {
            throw new TooManyException(limit);
        }
    }

    /** As many steps as a collection or map has items, for calls that may look at all of them. */
    public static void itemsOf(Object receiver) {
        if (receiver instanceof Collection<?> collection) {
            items(collection.size());
        } else if (receiver instanceof Map<?, ?> map) {
            items(map.size());
        }
    }
}
