package dev.grapevine.core.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * What this thread has allocated, as the JVM counts it. By reflection, because the counter is in a module of its own that
 * these tests need not know at compile time.
 */
public final class Allocation {

    private final Object threads;
    private final Method counter;

    public Allocation() throws ReflectiveOperationException {
        threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        counter = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
    }

    /** Bytes so far; a call costs less than 200 of them. */
    public long bytes() {
        try {
            return (long) counter.invoke(threads);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
