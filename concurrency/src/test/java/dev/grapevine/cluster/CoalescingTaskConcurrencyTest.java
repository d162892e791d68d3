package dev.grapevine.cluster;

import static dev.grapevine.concurrency.Interleavings.assertBroken;
import static dev.grapevine.concurrency.Interleavings.assertHolds;
import static dev.grapevine.concurrency.Interleavings.check;
import static dev.grapevine.concurrency.Interleavings.together;

import dev.grapevine.concurrency.OnJava17;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** After each request the task runs at least once, never twice at a time, whatever the program's executor does. */
@OnJava17
class CoalescingTaskConcurrencyTest {

    /** Looks whether there is work before it notes that it has ended: a request in between wakes nobody. */
    private static final class SleepyTask {
        private final Runnable task;
        private final AtomicBoolean running = new AtomicBoolean();
        private final AtomicInteger requests = new AtomicInteger();

        SleepyTask(Runnable task) {
            this.task = task;
        }

        void request() {
            requests.incrementAndGet();
            if (running.compareAndSet(false, true)) {
                while (requests.getAndSet(0) > 0) {
                    task.run();
                }
                running.set(false);
            }
        }
    }

    /** Does not note at all that it runs. */
    private record EagerTask(Runnable task) {
        void request() {
            task.run();
        }
    }

    /** The work that is requested: each run does all that was wanted before it. */
    private static final class Work implements Runnable {
        private final AtomicInteger wanted = new AtomicInteger();
        private final AtomicBoolean inside = new AtomicBoolean();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private volatile int done;

        void want(Runnable request) {
            wanted.incrementAndGet();
            request.run();
        }

        @Override
        public void run() {
            if (!inside.compareAndSet(false, true)) {
                overlapped.set(true);
            }
            done = wanted.get();
            inside.set(false);
        }

        void checkDone() {
            check(!overlapped.get(), "two runs at a time");
            check(done == wanted.get(), "a request was lost");
        }
    }

    /** What an executor of a program keeps for later, and what is tried again after a second. */
    private static final class Later {
        private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();

        void runOne() {
            Runnable task = kept.poll();
            if (task != null) {
                task.run();
            }
        }

        void runAll() {
            for (Runnable task = kept.poll(); task != null; task = kept.poll()) {
                task.run();
            }
        }
    }

    private record Callbacks(Later later) implements CallbackExecutor {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void executeLater(Runnable task) {
            later.kept.add(task);
        }
    }

    /** Both threads make requests, and one runs what was kept for later. */
    private static void requesting(Later later, Function<Work, Runnable> subject) {
        Work work = new Work();
        Runnable request = subject.apply(work);
        together(
                () -> {
                    work.want(request);
                    work.want(request);
                },
                () -> {
                    later.runOne();
                    work.want(request);
                });
        later.runAll();
        work.checkDone();
    }

    private static Runnable requestOf(Work work, Later later, Executor executor) {
        return new CoalescingTask(new Callbacks(later), executor, work, () -> {})::request;
    }

    private static void requestingOn(Later later, Executor executor) {
        requesting(later, work -> requestOf(work, later, executor));
    }

    private static RejectedExecutionException refusal() {
        return new RejectedExecutionException("full, in a test");
    }

    @Test
    void each_request_is_followed_by_a_run_on_an_executor_that_runs_at_once() {
        assertHolds(() -> requestingOn(new Later(), Runnable::run));
    }

    @Test
    void each_request_is_followed_by_a_run_on_an_executor_that_runs_later() {
        assertHolds(() -> {
            Later later = new Later();
            requestingOn(later, later.kept::add);
        });
    }

    @Test
    void each_request_is_followed_by_a_run_on_an_executor_that_refuses_at_first() {
        assertHolds(() -> {
            Later later = new Later();
            AtomicInteger refusals = new AtomicInteger(2);
            requestingOn(later, task -> {
                if (refusals.getAndDecrement() > 0) {
                    throw refusal();
                }
                task.run();
            });
        });
    }

    @Test
    void each_request_is_followed_by_a_run_on_an_executor_that_throws_although_it_runs_the_task() {
        assertHolds(() -> requestingOn(new Later(), task -> {
            task.run();
            throw refusal();
        }));
    }

    @Test
    void each_request_is_followed_by_a_run_on_an_executor_that_throws_although_it_keeps_the_task() {
        assertHolds(() -> {
            Later later = new Later();
            requestingOn(later, task -> {
                later.kept.add(task);
                throw refusal();
            });
        });
    }

    @Test
    void each_request_is_followed_by_a_run_on_an_executor_that_runs_a_task_twice() {
        assertHolds(() -> {
            Later later = new Later();
            requestingOn(later, task -> {
                later.kept.add(task);
                task.run();
            });
        });
    }

    @Test
    void a_task_that_loses_a_request_is_found() {
        assertBroken(() -> requesting(new Later(), work -> new SleepyTask(work)::request), "a request was lost");
    }

    @Test
    void a_task_that_runs_twice_at_a_time_is_found() {
        assertBroken(() -> requesting(new Later(), work -> new EagerTask(work)::request), "two runs at a time");
    }
}
