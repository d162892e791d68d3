package dev.grapevine.concurrency;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Runs scenarios of two threads under Lincheck, which decides after each step on shared memory which thread takes
 * the next one. It assumes that both threads see the same memory; what that leaves out is in the tests of publication.
 */
public final class Interleavings {

    /** How many orders of the steps are tried. */
    private static final int ORDERS = Integer.getInteger("grapevine.concurrency.orders");

    private Interleavings() {}

    /** The scenario, which throws if anything is wrong at its end, holds in all orders that are tried. */
    public static void assertHolds(Runnable scenario) {
        Lincheck.runConcurrentTest(ORDERS, scenario);
    }

    /** The scenario fails in one of the orders: without that, {@link #assertHolds} would mean nothing. */
    public static void assertBroken(Runnable scenario, String finding) {
        assertThatThrownBy(() -> assertHolds(scenario))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(finding);
    }

    /** Runs the first task on a thread of its own, and the second one meanwhile. A failure of the first is thrown too. */
    public static void together(Runnable first, Runnable second) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                first.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.start();
        second.run();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the first task failed", failure.get());
        }
    }

    /** Throws unless something is so. An assertion library would multiply the steps that Lincheck looks at. */
    public static void check(boolean so, String finding) {
        if (!so) {
            throw new IllegalStateException(finding);
        }
    }
}
