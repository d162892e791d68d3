package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.cluster.net.RecordingTransportListener.Notification;
import dev.grapevine.core.wire.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    @Test
    void tasks_of_one_thread_run_in_their_order() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        List<Integer> ran = new ArrayList<>();
        List<Integer> posted = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            posted.add(number);
            loop.execute(() -> ran.add(number));
        }
        assertThat(loop.call(() -> List.copyOf(ran))).isEqualTo(posted);
        loop.stop();
    }

    @Test
    void a_call_within_the_loop_runs_at_once() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        assertThat(loop.call(() -> loop.call(loop::inLoop))).isTrue();
        assertThat(loop.inLoop()).isFalse();
        loop.stop();
    }

    @Test
    void an_exception_of_a_call_is_thrown_to_the_caller() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        assertThatThrownBy(() -> loop.call(() -> {
                    throw new IllegalArgumentException("no");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        loop.stop();
    }

    @Test
    void a_task_that_fails_does_not_affect_others() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        loop.execute(() -> {
            throw new IllegalStateException("meant to fail, in a test");
        });
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        loop.stop();
    }

    @Test
    void a_stopped_loop_rejects_tasks() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        AtomicInteger ran = new AtomicInteger();
        loop.execute(ran::incrementAndGet);
        loop.stop();
        assertThat(ran).hasValue(1);
        assertThatThrownBy(() -> loop.execute(ran::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> loop.call(ran::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
        loop.stop();
    }

    @Test
    void a_suspended_loop_runs_nothing_until_it_is_resumed() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        List<String> ran = new CopyOnWriteArrayList<>();
        loop.suspend();
        loop.suspend();
        loop.execute(() -> ran.add("posted in the meantime"));
        assertThat(ran).isEmpty();
        loop.resume();
        loop.call(() -> ran.add("asked later"));
        assertThat(ran).containsExactly("posted in the meantime", "asked later");
        loop.stop();
    }

    @Test
    void a_loop_has_halted_when_any_of_two_suspensions_returns() throws Exception {
        EventLoop loop = EventLoop.start("test-loop");
        AtomicLong turns = new AtomicLong();
        loop.execute(new Runnable() {
            @Override
            public void run() {
                turns.incrementAndGet();
                loop.execute(this);
            }
        });
        for (int i = 0; i < 500; i++) {
            CyclicBarrier together = new CyclicBarrier(2);
            Callable<Long> moved = () -> {
                together.await();
                loop.suspend();
                long before = turns.get();
                for (int spin = 0; spin < 10_000; spin++) {
                    Thread.onSpinWait();
                }
                return turns.get() - before;
            };
            FutureTask<Long> other = new FutureTask<>(moved);
            new Thread(other).start();
            assertThat(moved.call()).isZero();
            assertThat(other.get()).isZero();
            loop.resume();
        }
        assertThat(turns.get()).isPositive();
        loop.stop();
    }

    @Test
    void a_loop_neither_suspends_itself_nor_stays_suspended_when_stopped() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        assertThatThrownBy(() -> loop.call(() -> {
                    loop.suspend();
                    return 1;
                }))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("a loop cannot suspend itself");
        loop.suspend();
        loop.stop();
        assertThatThrownBy(loop::suspend).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void an_interrupted_thread_gets_its_result_and_stays_interrupted() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        Thread.currentThread().interrupt();
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        loop.stop();
    }

    @Test
    void scheduled_tasks_run_in_order_of_time() throws Exception {
        EventLoop loop = EventLoop.start("test-loop");
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(3);
        loop.call(() -> {
            loop.schedule(TimeUnit.MILLISECONDS.toNanos(30), note(ran, "late", done));
            loop.schedule(TimeUnit.MILLISECONDS.toNanos(10), note(ran, "early", done));
            loop.schedule(0, note(ran, "now", done));
            return true;
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly("now", "early", "late");
        loop.stop();
    }

    private static Runnable note(List<String> notes, String text, CountDownLatch done) {
        return () -> {
            notes.add(text);
            done.countDown();
        };
    }

    @Test
    void after_a_stall_all_input_is_read_before_anything_is_ticked() throws Exception {
        int datagrams = 600; // more than is read from a socket in one round
        try (TestNode sender = TestNode.start();
                TestNode node = TestNode.start()) {
            CountDownLatch stalled = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CountDownLatch ticked = new CountDownLatch(1);
            AtomicInteger readBeforeTick = new AtomicInteger();
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
            node.loop.call(() -> {
                node.loop.add(tickAt(due, () -> {
                    readBeforeTick.set(
                            node.listener.of(Notification.Received.class).size());
                    ticked.countDown();
                }));
                return true;
            });
            node.loop.execute(() -> {
                stalled.countDown();
                awaitQuietly(goOn);
            });
            stalled.await();
            for (int i = 0; i < datagrams; i++) {
                sender.run(transport -> transport.send(node.address, List.of(new Message.Nack(1))));
            }
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            assertThat(ticked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(readBeforeTick).hasValue(datagrams);
        }
    }

    private static Tickable tickAt(long due, Runnable action) {
        return new Tickable() {
            private long next = due;

            @Override
            public long nextDeadline() {
                return next;
            }

            @Override
            public void tick(long now, long wallMillis) {
                next = now + TimeUnit.HOURS.toNanos(1);
                action.run();
            }
        };
    }

    @Test
    void an_object_that_is_always_due_does_not_starve_others() throws IOException {
        EventLoop loop = EventLoop.start("test-loop");
        loop.call(() -> {
            loop.add(new Tickable() {
                @Override
                public long nextDeadline() {
                    return System.nanoTime() - 1;
                }

                @Override
                public void tick(long now, long wallMillis) {}
            });
            return true;
        });
        assertThat(loop.call(() -> 1)).isEqualTo(1);
        loop.stop();
    }

    @Test
    void an_object_that_reports_an_earlier_deadline_is_ticked_earlier() throws Exception {
        EventLoop loop = EventLoop.start("test-loop");
        try {
            CountDownLatch ticked = new CountDownLatch(1);
            long anHour = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
            Deadline deadline = loop.call(() -> loop.add(tickAt(anHour, ticked::countDown)));
            loop.call(() -> {
                deadline.by(anHour + 1);
                deadline.by(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5));
                deadline.by(anHour - 1);
                return true;
            });
            assertThat(ticked.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            loop.stop();
        }
    }

    @Test
    void a_removed_object_is_not_ticked() throws Exception {
        EventLoop loop = EventLoop.start("test-loop");
        try {
            CountDownLatch others = new CountDownLatch(1);
            AtomicBoolean ticked = new AtomicBoolean();
            loop.call(() -> {
                long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
                Tickable removed = tickAt(soon, () -> ticked.set(true));
                loop.add(removed);
                loop.add(tickAt(soon + 1, others::countDown));
                loop.remove(removed);
                return true;
            });
            assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ticked).isFalse();
        } finally {
            loop.stop();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
