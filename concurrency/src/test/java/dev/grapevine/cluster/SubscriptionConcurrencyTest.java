package dev.grapevine.cluster;

import static dev.grapevine.concurrency.Interleavings.assertBroken;
import static dev.grapevine.concurrency.Interleavings.assertHolds;
import static dev.grapevine.concurrency.Interleavings.check;
import static dev.grapevine.concurrency.Interleavings.together;

import dev.grapevine.concurrency.OnJava17;
import dev.grapevine.model.JoinOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What listeners hear while one thread delivers, and the other is the loop or closes the subscription. */
@OnJava17
class SubscriptionConcurrencyTest {

    /** Runs at once what has no thread of its own here; nothing is tried again. */
    private static final class Callbacks implements CallbackExecutor {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void executeLater(Runnable task) {
            throw new IllegalStateException("no executor fails in these tests");
        }
    }

    /** Tasks for one thread, or for whoever comes by. */
    private static final class Tasks {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        void runWaiting() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    // ---- events

    /** Notes an event that does not follow the one before it. */
    private static final class Counting implements ClusterListener {
        private int last;
        private boolean begun;
        private String finding = "";

        @Override
        public void onSnapshot(Snapshot snapshot) {
            begun = true;
        }

        @Override
        public void onEvent(Event event) {
            int number = ((Event.Ready) event).members();
            if (!begun || number != last + 1) {
                finding = "event " + number + " after " + last;
            }
            last = number;
        }
    }

    /** The loop, which alone offers events. It offers too few for a listener to fall behind. */
    private static final class Loop {
        private final EventSubscription subscription;
        private int offered;

        Loop(ClusterListener listener, Tasks executor) {
            subscription =
                    new EventSubscription(listener, executor.tasks::add, new Callbacks(), wanting -> {}, ending -> {});
            subscription.begin(missed -> new Snapshot(List.of(), List.of(), missed));
        }

        void offer(int count) {
            for (int i = 0; i < count; i++) {
                subscription.offer(List.of(new Event.Ready(JoinOutcome.JOINED, ++offered)));
            }
        }
    }

    private static void listening() {
        Counting listener = new Counting();
        Tasks executor = new Tasks();
        Loop loop = new Loop(listener, executor);
        together(() -> loop.offer(2), executor::runWaiting);
        executor.runWaiting();
        check(listener.finding.isEmpty(), listener.finding);
        check(listener.last == loop.offered, "heard up to event " + listener.last + " of " + loop.offered);
    }

    private static void closing() {
        Counting listener = new Counting();
        Tasks executor = new Tasks();
        Loop loop = new Loop(listener, executor);
        loop.offer(2);
        together(loop.subscription::close, executor::runWaiting);
        int heard = listener.last;
        loop.offer(1);
        executor.runWaiting();
        check(listener.finding.isEmpty(), listener.finding);
        check(listener.last == heard, "an event after the end of the subscription");
    }

    @Test
    void a_listener_hears_each_event_once_and_in_order_after_its_snapshot() {
        assertHolds(SubscriptionConcurrencyTest::listening);
    }

    @Test
    void a_listener_hears_nothing_once_its_subscription_is_closed_and_the_running_delivery_over() {
        assertHolds(SubscriptionConcurrencyTest::closing);
    }

    // ---- the latest value

    private interface Latest {
        void offer(int value);

        void close();
    }

    private static Latest latest(Consumer<Integer> listener, Tasks executor) {
        LatestValueSubscription<Integer> subscription =
                new LatestValueSubscription<>(listener, executor.tasks::add, new Callbacks(), ending -> {});
        return new Latest() {
            @Override
            public void offer(int value) {
                subscription.offer(value);
            }

            @Override
            public void close() {
                subscription.close();
            }
        };
    }

    /** Takes the value, and forgets it in a second step: a value that was offered in between is gone. */
    private static Latest forgetful(Consumer<Integer> listener, Tasks executor) {
        AtomicReference<Integer> next = new AtomicReference<>();
        CoalescingTask delivery = new CoalescingTask(
                new Callbacks(),
                executor.tasks::add,
                () -> {
                    Integer value = next.get();
                    next.set(null);
                    if (value != null) {
                        listener.accept(value);
                    }
                },
                () -> {});
        return new Latest() {
            @Override
            public void offer(int value) {
                next.set(value);
                delivery.request();
            }

            @Override
            public void close() {}
        };
    }

    private interface Subject {
        Latest of(Consumer<Integer> listener, Tasks executor);
    }

    private static void watching(Subject subject) {
        List<Integer> heard = new ArrayList<>();
        Tasks executor = new Tasks();
        Latest latest = subject.of(heard::add, executor);
        latest.offer(1);
        together(
                () -> {
                    latest.offer(2);
                    latest.offer(3);
                },
                executor::runWaiting);
        executor.runWaiting();
        checkOrder(heard);
        check(heard.get(heard.size() - 1) == 3, "the last value is missing");
    }

    private static void unwatching() {
        List<Integer> heard = new ArrayList<>();
        Tasks executor = new Tasks();
        Latest latest = latest(heard::add, executor);
        latest.offer(1);
        together(
                () -> {
                    latest.offer(2);
                    latest.close();
                },
                executor::runWaiting);
        int before = heard.size();
        latest.offer(3);
        executor.runWaiting();
        checkOrder(heard);
        check(heard.size() == before, "a value after the end of the subscription");
    }

    private static void checkOrder(List<Integer> heard) {
        for (int i = 1; i < heard.size(); i++) {
            check(heard.get(i - 1) < heard.get(i), "an older value came after a newer one");
        }
    }

    @Test
    void the_last_value_arrives_and_none_after_a_newer_one() {
        assertHolds(() -> watching(SubscriptionConcurrencyTest::latest));
    }

    @Test
    void no_value_arrives_once_the_subscription_is_closed_and_the_running_delivery_over() {
        assertHolds(SubscriptionConcurrencyTest::unwatching);
    }

    @Test
    void a_subscription_that_forgets_the_last_value_is_found() {
        assertBroken(() -> watching(SubscriptionConcurrencyTest::forgetful), "the last value is missing");
    }
}
