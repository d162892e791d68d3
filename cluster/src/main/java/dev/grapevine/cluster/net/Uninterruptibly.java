package dev.grapevine.cluster.net;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for another thread that an interrupt does not end; the waiting thread is interrupted again afterwards. A wait
 * for a thread that has ended is over too.
 */
final class Uninterruptibly {

    /** How often a waiting thread checks whether the other thread is still there. */
    private static final long CHECK_MILLIS = 500;

    private Uninterruptibly() {}

    /** Waits for a limited time, and returns whether the wait is over. */
    private interface Wait {
        boolean await(long millis) throws InterruptedException;
    }

    static void await(CountDownLatch latch) {
        await(latch, Thread.currentThread());
    }

    /**
     * Waits for a latch that a thread is to open.
     *
     * @return false if the thread has ended without
     */
    static boolean await(CountDownLatch latch, Thread by) {
        repeat(millis -> latch.await(millis, TimeUnit.MILLISECONDS), by);
        return latch.getCount() == 0;
    }

    /**
     * The result of a future that a thread is to complete; its exception is thrown to the caller.
     *
     * @throws RejectedExecutionException if the thread has ended without
     */
    static <T extends @Nullable Object> T get(Future<T> future, Thread by) {
        repeat(millis -> done(future, millis), by);
        if (!future.isDone()) {
            throw new RejectedExecutionException("the loop has ended");
        }
        boolean interrupted = Thread.interrupted();
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean done(Future<?> future, long millis) throws InterruptedException {
        try {
            future.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static RuntimeException unwrapped(ExecutionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
    }

    static void join(Thread thread) {
        repeat(
                millis -> {
                    thread.join(millis);
                    return false;
                },
                thread);
    }

    private static void repeat(Wait wait, Thread by) {
        boolean interrupted = false;
        try {
            boolean alive = true;
            while (alive) {
                alive = by.isAlive();
                try {
                    if (wait.await(alive ? CHECK_MILLIS : 1)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
