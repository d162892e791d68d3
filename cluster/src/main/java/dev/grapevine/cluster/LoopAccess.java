package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.LoopFailures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Gives other threads access to a peer. While the member runs, calls go through the loop. After it has stopped, the
 * loop has ended or serves other members only; the peer no longer changes by itself, and calls take a lock instead.
 */
final class LoopAccess {

    private final EventLoop loop;
    private final MemberRuntime runtime;

    /**
     * Held during every question and posted task. While the loop runs, it is not needed, and costs next to nothing because it is
     * uncontended.
     */
    private final Object lock = new Object();

    LoopAccess(EventLoop loop, MemberRuntime runtime) {
        this.loop = loop;
        this.runtime = runtime;
    }

    /** Asks something that is not published, and waits for the answer. */
    <T> T ask(Supplier<T> question) {
        Supplier<T> locked = () -> {
            synchronized (lock) {
                return question.get();
            }
        };
        if (!runtime.over()) {
            try {
                return loop.call(locked);
            } catch (RejectedExecutionException e) {
                // The loop has just stopped.
            }
        }
        return locked.get();
    }

    /**
     * Runs a command that changes the member, and waits until it is done and the view that it leads to is published.
     *
     * @throws IllegalStateException if the member is leaving or has stopped
     */
    <T> T command(Supplier<T> command) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            loop.execute(() -> run(command, done));
            return loop.result(done);
        } catch (RejectedExecutionException e) {
            throw stopped();
        }
    }

    private <T> void run(Supplier<T> command, CompletableFuture<T> done) {
        if (runtime.ending()) {
            done.completeExceptionally(stopped());
            return;
        }
        try {
            T result = command.get();
            runtime.publisher().afterwards(() -> done.complete(result));
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
            LoopFailures.rethrowFatal(e);
        }
    }

    /** The answer to a caller that wants to change a member that has stopped. */
    IllegalStateException stopped() {
        return new IllegalStateException("member "
                + runtime.publisher().view().self().name() + runtime.endText()
                + "; start a new one with Cluster.builder()");
    }

    void command(Runnable command) {
        command(() -> {
            command.run();
            return true;
        });
    }

    /** Runs a task soon, without waiting for it. */
    void post(Runnable task) {
        if (!runtime.over()) {
            try {
                loop.execute(() -> locked(task));
                return;
            } catch (RejectedExecutionException e) {
                // The loop has just stopped.
            }
        }
        locked(task);
    }

    /** Runs a task in the loop after a delay, unless the loop has stopped by then. */
    void schedule(long delayNanos, Runnable task) {
        loop.schedule(delayNanos, () -> locked(task));
    }

    private void locked(Runnable task) {
        synchronized (lock) {
            task.run();
        }
    }
}
