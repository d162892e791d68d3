package dev.grapevine.cluster.net;

import static dev.grapevine.concurrency.Interleavings.assertBroken;
import static dev.grapevine.concurrency.Interleavings.assertHolds;
import static dev.grapevine.concurrency.Interleavings.check;
import static dev.grapevine.concurrency.Interleavings.together;

import dev.grapevine.concurrency.OnJava17;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnJava17
class LoopMailboxConcurrencyTest {

    private interface Mailbox {
        void post(Runnable task);

        void runWaiting();

        void close();
    }

    private static Mailbox mailbox() {
        LoopMailbox mailbox = new LoopMailbox();
        return new Mailbox() {
            @Override
            public void post(Runnable task) {
                mailbox.post(task);
            }

            @Override
            public void runWaiting() {
                mailbox.runWaiting();
            }

            @Override
            public void close() {
                mailbox.close();
            }
        };
    }

    /** The obvious mailbox: it accepts a task that the last run no longer sees. */
    private static final class LosingMailbox implements Mailbox {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;

        @Override
        public void post(Runnable task) {
            if (closed) {
                throw new RejectedExecutionException();
            }
            tasks.add(task);
        }

        @Override
        public void runWaiting() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void close() {
            closed = true;
            runWaiting();
        }
    }

    /** A task that is posted, with what became of it. */
    private static final class Task implements Runnable {
        private final AtomicInteger order;
        private final AtomicInteger runs = new AtomicInteger();
        private int place;
        private boolean refused;

        Task(AtomicInteger order) {
            this.order = order;
        }

        @Override
        public void run() {
            runs.incrementAndGet();
            place = order.incrementAndGet();
        }

        void postTo(Mailbox mailbox) {
            try {
                mailbox.post(this);
            } catch (RejectedExecutionException e) {
                refused = true;
            }
        }

        void checkOnce() {
            check(runs.get() == (refused ? 0 : 1), (refused ? "refused, " : "accepted, ") + runs.get() + " runs");
        }
    }

    private static void posting_while_closing(Mailbox mailbox) {
        AtomicInteger order = new AtomicInteger();
        Task first = new Task(order);
        Task second = new Task(order);
        together(
                () -> {
                    first.postTo(mailbox);
                    second.postTo(mailbox);
                },
                () -> {
                    mailbox.runWaiting();
                    mailbox.close();
                });
        first.checkOnce();
        second.checkOnce();
        check(!first.refused || second.refused, "a task was accepted after a refused one");
        check(second.refused || first.place < second.place, "the tasks of one thread changed places");
    }

    @Test
    void a_task_posted_while_the_mailbox_closes_runs_once_or_is_refused() {
        assertHolds(() -> posting_while_closing(mailbox()));
    }

    @Test
    void a_mailbox_that_loses_a_task_is_found() {
        assertBroken(() -> posting_while_closing(new LosingMailbox()), "accepted, 0 runs");
    }
}
