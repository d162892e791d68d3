package dev.grapevine.cluster.net;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Halts a loop's thread between two tasks, and lets it continue. Thread-safe. */
final class LoopSuspension {

    /** A halt of the thread, which opens the first latch and waits for the second. */
    private record Halt(CountDownLatch halted, CountDownLatch over) {}

    private final LoopMailbox mailbox;
    private final AtomicReference<@Nullable Halt> present = new AtomicReference<>();

    LoopSuspension(LoopMailbox mailbox) {
        this.mailbox = mailbox;
    }

    /**
     * Halts the thread; it has halted when this method returns. If it is already halted, nothing changes.
     *
     * @throws RejectedExecutionException if the loop has stopped
     */
    void begin(EventLoop loop, Thread thread) {
        Halt own = new Halt(new CountDownLatch(1), new CountDownLatch(1));
        Halt earlier = present.compareAndExchange(null, own);
        Halt current = earlier == null ? own : earlier;
        try {
            if (earlier == null) {
                loop.execute(() -> halt(loop, own));
            }
            if (!Uninterruptibly.await(current.halted, thread)) {
                throw new RejectedExecutionException("the loop has ended");
            }
        } catch (RejectedExecutionException e) {
            present.compareAndSet(current, null);
            throw e;
        }
    }

    private void halt(EventLoop loop, Halt current) {
        current.halted.countDown();
        if (!loop.stopping()) {
            Uninterruptibly.await(current.over);
        }
        mailbox.runWaiting();
    }

    /** Lets a halted thread continue. */
    void end() {
        Halt current = present.getAndSet(null);
        if (current != null) {
            current.over.countDown();
        }
    }

    /** Whether the thread is halted, or about to be. */
    boolean active() {
        return present.get() != null;
    }
}
