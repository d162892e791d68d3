package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The way to a peer for other threads. While the member runs, it leads through the loop. When it has stopped, the loop
 * is gone, or not ours any more; the peer then stands still, and is asked under a lock instead.
 */
final class LoopAccess {

    private final EventLoop loop;
    private final MemberRuntime life;

    /**
     * Held by whoever asks on behalf of another thread. Of no use while the loop runs, and costs next to nothing then.
     */
    private final Object asking = new Object();

    LoopAccess(EventLoop loop, MemberRuntime life) {
        this.loop = loop;
        this.life = life;
    }

    /** Asks, and waits for the answer. */
    <T> T ask(Supplier<T> question) {
        Supplier<T> locked = () -> {
            synchronized (asking) {
                return question.get();
            }
        };
        if (!life.over()) {
            try {
                return loop.call(locked);
            } catch (RejectedExecutionException e) {
                // It stopped a moment ago.
            }
        }
        return locked.get();
    }

    /**
     * Changes something, and waits for it to be done.
     *
     * @throws IllegalStateException if the member leaves or has stopped
     */
    <T> T command(Supplier<T> command) {
        return ask(() -> {
            if (life.ending()) {
                throw new IllegalStateException(
                        "member " + life.peer().self().name() + " has stopped; start a new one with Cluster.builder()");
            }
            return command.get();
        });
    }

    void command(Runnable command) {
        command(() -> {
            command.run();
            return true;
        });
    }

    /** Does something soon, without waiting. */
    void post(Runnable task) {
        if (!life.over()) {
            try {
                loop.execute(() -> locked(task));
                return;
            } catch (RejectedExecutionException e) {
                // It stopped a moment ago.
            }
        }
        locked(task);
    }

    /** Does something in the loop later; never, if the loop has stopped by then. */
    void schedule(long delayNanos, Runnable task) {
        loop.schedule(delayNanos, () -> locked(task));
    }

    private void locked(Runnable task) {
        synchronized (asking) {
            task.run();
        }
    }
}
