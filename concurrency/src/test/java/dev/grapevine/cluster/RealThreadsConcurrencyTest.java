package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.model.JoinOutcome;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is too long for Lincheck, with threads of the system, many times. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealThreadsConcurrencyTest {

    // ---- a listener that falls behind

    /** Counts the events that it heard and those that it is said to have missed. */
    private static final class SlowListener implements ClusterListener {
        private final CountDownLatch heardLast = new CountDownLatch(1);
        private final int last;
        private final SplittableRandom random = new SplittableRandom(1);
        private int at;
        private int losses;
        private String finding = "";

        SlowListener(int last) {
            this.last = last;
        }

        @Override
        public void onSnapshot(Snapshot snapshot) {
            at += (int) snapshot.missed();
            losses += snapshot.missed() > 0 ? 1 : 0;
            heard();
        }

        @Override
        public void onEvent(Event event) {
            int number = ((Event.Ready) event).members();
            if (number != at + 1 && finding.isEmpty()) {
                finding = "event " + number + " after " + at;
            }
            at = number;
            if (random.nextInt(500) == 0) {
                for (int spin = random.nextInt(100_000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
            }
            heard();
        }

        private void heard() {
            if (at == last) {
                heardLast.countDown();
            }
        }
    }

    @Test
    void a_listener_that_falls_behind_is_told_exactly_how_many_events_it_missed() throws Exception {
        int events = 300_000;
        SlowListener listener = new SlowListener(events);
        EventLoop loop = EventLoop.start("test-loop");
        CallbackThreads callbacks = new CallbackThreads(loop, "grapevine-slow");
        EventSubscription subscription = new EventSubscription(
                listener, callbacks, callbacks, wanting -> loop.execute(() -> begin(wanting)), ending -> {});
        loop.execute(() -> begin(subscription));
        AtomicInteger offered = new AtomicInteger();
        loop.execute(new Runnable() {
            @Override
            public void run() {
                for (int i = 0; i < 200; i++) {
                    subscription.offer(List.of(new Event.Ready(JoinOutcome.JOINED, offered.incrementAndGet())));
                }
                if (offered.get() < events) {
                    loop.execute(this);
                }
            }
        });
        listener.heardLast.await();
        assertThat(listener.finding).isEmpty();
        assertThat(listener.losses).as("how often it fell behind").isPositive();
        loop.stop();
        callbacks.end();
    }

    private static void begin(EventSubscription wanting) {
        wanting.begin(missed -> new Snapshot(List.of(), List.of(), missed));
    }

    // ---- threads that cannot be made

    @Test
    void each_task_runs_once_although_most_threads_cannot_be_made() throws Exception {
        int posters = 3;
        int tasks = 2_000;
        SplittableRandom random = new SplittableRandom(2);
        EventLoop loop = EventLoop.start("test-loop");
        CallbackThreads callbacks = new CallbackThreads(loop, task -> {
            boolean refused;
            synchronized (random) {
                refused = random.nextInt(10) > 0;
            }
            if (refused) {
                throw new OutOfMemoryError("unable to create native thread, in a test");
            }
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        AtomicIntegerArray runs = new AtomicIntegerArray(posters * tasks);
        CountDownLatch left = new CountDownLatch(posters * tasks);
        ExecutorService program = Executors.newFixedThreadPool(posters);
        for (int poster = 0; poster < posters; poster++) {
            int first = poster * tasks;
            program.execute(() -> {
                for (int i = 0; i < tasks; i++) {
                    int task = first + i;
                    callbacks.execute(() -> {
                        runs.incrementAndGet(task);
                        left.countDown();
                    });
                }
            });
        }
        left.await();
        program.shutdown();
        program.awaitTermination(1, TimeUnit.MINUTES);
        loop.stop();
        callbacks.end();
        for (int task = 0; task < runs.length(); task++) {
            assertThat(runs.get(task)).as("runs of task %d", task).isEqualTo(1);
        }
    }

    // ---- the end of a loop

    @Test
    void what_is_posted_while_a_loop_stops_runs_once_or_is_refused() throws Exception {
        ExecutorService program = Executors.newFixedThreadPool(2);
        for (int round = 0; round < 300; round++) {
            EventLoop loop = EventLoop.start("test-loop");
            CountDownLatch posting = new CountDownLatch(2);
            CountDownLatch ended = new CountDownLatch(2);
            Queue<String> findings = new ConcurrentLinkedQueue<>();
            program.execute(() -> {
                post(loop, posting, findings);
                ended.countDown();
            });
            program.execute(() -> {
                ask(loop, posting, findings);
                ended.countDown();
            });
            posting.await();
            loop.stop();
            ended.await();
            assertThat(findings).isEmpty();
        }
        program.shutdown();
    }

    /** Posts until it is refused. A refused task must not run, an accepted one must have run when the loop has stopped. */
    private static void post(EventLoop loop, CountDownLatch posting, Queue<String> findings) {
        AtomicInteger ran = new AtomicInteger();
        int accepted = 0;
        try {
            while (true) {
                int number = accepted;
                loop.execute(() -> {
                    if (ran.getAndIncrement() != number) {
                        findings.add("task " + number + " ran out of order, or twice");
                    }
                });
                accepted++;
                posting.countDown();
            }
        } catch (RejectedExecutionException e) {
            loop.stop(); // waits for the thread
        }
        if (ran.get() != accepted) {
            findings.add(ran.get() + " of " + accepted + " tasks ran");
        }
    }

    /** Asks until it is refused: each question is answered once, or not at all. */
    private static void ask(EventLoop loop, CountDownLatch posting, Queue<String> findings) {
        AtomicInteger asked = new AtomicInteger();
        int answers = 0;
        try {
            while (true) {
                int answer = loop.call(asked::incrementAndGet);
                answers++;
                posting.countDown();
                if (answer != answers) {
                    findings.add("answer " + answer + " to question " + answers);
                }
            }
        } catch (RejectedExecutionException e) {
            loop.stop();
        }
        if (asked.get() != answers) {
            findings.add(asked.get() + " questions ran, " + answers + " were answered");
        }
    }
}
