package dev.grapevine.cluster.net;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question that one thread asks and the loop answers. Unlike a {@link java.util.concurrent.FutureTask}, it does not
 * hide from the loop that memory ran out, and the caller stops waiting when the loop's thread is gone.
 */
final class LoopQuestion<T extends @Nullable Object> implements Runnable {

    private final Supplier<T> question;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch answered = new CountDownLatch(1);
    private @Nullable T answer;
    private @Nullable Throwable failure;

    LoopQuestion(Supplier<T> question) {
        this.question = question;
    }

    @Override
    public void run() {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        try {
            answer = question.get();
        } catch (Throwable e) {
            failure = e;
            LoopFailures.rethrowFatal(e);
        } finally {
            answered.countDown();
        }
    }

    /**
     * Waits for the answer; a failure of the question is thrown.
     *
     * @throws RejectedExecutionException if the thread that should answer has ended without
     */
    @SuppressWarnings("NullAway") // the answer is null only if T allows it
    T answer(Thread by) {
        if (!Uninterruptibly.await(answered, by) && taken.compareAndSet(false, true)) {
            throw new RejectedExecutionException("the loop has ended");
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        return answer;
    }
}
