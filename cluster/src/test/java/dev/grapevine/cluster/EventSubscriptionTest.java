package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.JoinOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventSubscriptionTest {

    /** Runs at once what is to run after a turn, and on request what is to run after a second. */
    private static final class ManualCallbacks implements CallbackExecutor {
        final ArrayDeque<Runnable> later = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void executeLater(Runnable task) {
            later.add(task);
        }
    }

    private final ManualCallbacks callbacks = new ManualCallbacks();
    private final List<Object> heard = new ArrayList<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int ended;

    private final ClusterListener listener = new ClusterListener() {
        @Override
        public void onSnapshot(Snapshot snapshot) {
            heard.add("snapshot " + snapshot.missed());
        }

        @Override
        public void onEvent(Event event) {
            heard.add(((Event.Ready) event).members());
        }
    };

    private EventSubscription subscription(ClusterListener to, Executor executor) {
        return new EventSubscription(to, executor, callbacks, EventSubscriptionTest::begin, ending -> ended++);
    }

    private static void begin(EventSubscription subscription) {
        subscription.begin(missed -> new Snapshot(List.of(), List.of(), missed));
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static void offer(EventSubscription subscription, int from, int to) {
        for (int i = from; i <= to; i++) {
            subscription.offer(List.of(new Event.Ready(JoinOutcome.JOINED, i)));
        }
    }

    @Test
    void the_snapshot_comes_first_then_each_event_in_order() {
        EventSubscription subscription = subscription(listener, tasks::add);
        begin(subscription);
        offer(subscription, 1, 3);
        runTasks();
        offer(subscription, 4, 4);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", 1, 2, 3, 4);
    }

    @Test
    void a_closed_subscription_submits_nothing() {
        EventSubscription subscription = subscription(listener, tasks::add);
        begin(subscription);
        runTasks();
        subscription.close();
        offer(subscription, 1, 3);
        begin(subscription);
        assertThat(tasks).isEmpty();
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void events_that_arrive_during_a_delivery_need_no_second_task() {
        EventSubscription[] subscription = new EventSubscription[1];
        ClusterListener late = new ClusterListener() {
            @Override
            public void onSnapshot(Snapshot snapshot) {
                offer(subscription[0], 7, 7);
            }

            @Override
            public void onEvent(Event event) {
                heard.add(((Event.Ready) event).members());
            }
        };
        subscription[0] = subscription(late, tasks::add);
        begin(subscription[0]);
        tasks.remove().run();
        assertThat(heard).containsExactly(7);
        assertThat(tasks).isEmpty();
    }

    @Test
    void a_listener_that_falls_behind_loses_all_events_and_gets_one_snapshot_that_counts_them() {
        EventSubscription subscription = subscription(listener, tasks::add);
        begin(subscription);
        runTasks();
        offer(subscription, 1, Cluster.QUEUE_LIMIT + 10);
        runTasks();
        offer(subscription, 9_999, 9_999);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", "snapshot " + (Cluster.QUEUE_LIMIT + 10), 9_999);
    }

    @Test
    void a_listener_at_the_limit_of_the_queue_loses_nothing() {
        EventSubscription subscription = subscription(listener, tasks::add);
        begin(subscription);
        runTasks();
        offer(subscription, 1, Cluster.QUEUE_LIMIT);
        runTasks();
        assertThat(heard).hasSize(1 + Cluster.QUEUE_LIMIT).doesNotContain("snapshot " + Cluster.QUEUE_LIMIT);
    }

    @Test
    void losses_add_up_if_the_snapshot_itself_is_lost() {
        EventSubscription subscription = subscription(listener, tasks::add);
        begin(subscription);
        runTasks();
        offer(subscription, 1, Cluster.QUEUE_LIMIT + 1);
        begin(subscription); // waits in the queue, with the events after it
        offer(subscription, 1, Cluster.QUEUE_LIMIT);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", "snapshot " + (2 * Cluster.QUEUE_LIMIT + 1));
    }

    @Test
    void a_listener_that_throws_receives_the_next_event() {
        EventSubscription subscription = subscription(
                new ClusterListener() {
                    @Override
                    public void onEvent(Event event) {
                        listener.onEvent(event);
                        throw new IllegalStateException("meant to fail, in a test");
                    }
                },
                tasks::add);
        begin(subscription);
        offer(subscription, 1, 2);
        runTasks();
        assertThat(heard).containsExactly(1, 2);
    }

    @Test
    void a_listener_receives_nothing_after_its_subscription_was_closed() {
        EventSubscription subscription = subscription(listener, tasks::add);
        begin(subscription);
        runTasks();
        offer(subscription, 1, 2);
        subscription.close();
        subscription.close();
        runTasks();
        assertThat(heard).containsExactly("snapshot 0");
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void a_listener_may_close_its_subscription_from_within_a_call() {
        List<EventSubscription> own = new ArrayList<>();
        own.add(subscription(
                new ClusterListener() {
                    @Override
                    public void onEvent(Event event) {
                        listener.onEvent(event);
                        own.get(0).close();
                    }
                },
                tasks::add));
        begin(own.get(0));
        offer(own.get(0), 1, 3);
        runTasks();
        assertThat(heard).containsExactly(1);
    }

    @Test
    void a_listener_that_closes_its_subscription_at_an_event_is_not_called_for_its_kind() {
        List<EventSubscription> own = new ArrayList<>();
        own.add(subscription(
                new ClusterListener() {
                    @Override
                    public void onEvent(Event event) {
                        heard.add("any");
                        own.get(0).close();
                    }

                    @Override
                    public void onWarning(Event.Warning event) {
                        heard.add("warning");
                    }
                },
                tasks::add));
        begin(own.get(0));
        own.get(0).offer(List.of(new Event.Mismatch(null, "another cluster, in a test")));
        runTasks();
        assertThat(heard).containsExactly("any");
    }

    private static RejectedExecutionException full() {
        return new RejectedExecutionException("full, in a test");
    }

    /** Fails as often as it is told to, and then keeps what it is given for {@link #runTasks}. */
    private Executor failing(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return task -> {
            if (left.getAndDecrement() > 0) {
                throw full();
            }
            tasks.add(task);
        };
    }

    @Test
    void an_executor_that_failed_gets_everything_with_the_next_event() {
        EventSubscription subscription = subscription(listener, failing(1));
        begin(subscription);
        assertThat(tasks).isEmpty();
        offer(subscription, 1, 1);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", 1);
        assertThat(ended).isZero();
    }

    @Test
    void an_executor_that_failed_is_tried_again_without_an_event() {
        EventSubscription subscription = subscription(listener, failing(3));
        begin(subscription);
        for (int second = 1; second <= 3; second++) {
            assertThat(callbacks.later).hasSize(1);
            callbacks.later.remove().run();
        }
        runTasks();
        assertThat(heard).containsExactly("snapshot 0");
        assertThat(callbacks.later).isEmpty();
        assertThat(subscription).isNotNull();
    }

    @Test
    void an_executor_that_failed_for_long_gets_a_snapshot_that_counts_what_was_missed() {
        EventSubscription subscription = subscription(listener, failing(Cluster.QUEUE_LIMIT + 5));
        begin(subscription);
        offer(subscription, 1, Cluster.QUEUE_LIMIT + 10);
        runTasks();
        assertThat(heard).containsExactly("snapshot " + (Cluster.QUEUE_LIMIT + 10));
        assertThat(callbacks.later).hasSize(1);
    }

    @Test
    void an_error_of_an_executor_is_no_end_either() {
        AtomicInteger calls = new AtomicInteger();
        EventSubscription subscription = subscription(listener, task -> {
            if (calls.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread, in a test");
            }
            task.run();
        });
        begin(subscription);
        offer(subscription, 1, 1);
        assertThat(heard).containsExactly("snapshot 0", 1);
    }

    @Test
    void an_executor_that_throws_after_it_has_run_the_task_delivers_each_event_once() {
        EventSubscription subscription = subscription(listener, task -> {
            task.run();
            throw full();
        });
        begin(subscription);
        offer(subscription, 1, 3);
        assertThat(heard).containsExactly("snapshot 0", 1, 2, 3);
        assertThat(callbacks.later).isEmpty();
    }

    @Test
    void an_executor_that_throws_although_it_keeps_the_task_delivers_each_event_once_and_in_order() {
        EventSubscription subscription = subscription(listener, task -> {
            tasks.addFirst(task); // and runs the latest first
            throw full();
        });
        begin(subscription);
        offer(subscription, 1, 3);
        assertThat(tasks).hasSize(4);
        runTasks();
        callbacks.later.remove().run();
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", 1, 2, 3);
    }

    @Test
    void an_executor_that_runs_a_task_twice_delivers_each_event_once() {
        List<Runnable> old = new ArrayList<>();
        EventSubscription subscription = subscription(listener, task -> {
            old.add(task);
            task.run();
            task.run();
        });
        begin(subscription);
        offer(subscription, 1, 3);
        old.forEach(Runnable::run);
        assertThat(heard).containsExactly("snapshot 0", 1, 2, 3);
    }

    @Test
    void a_task_that_runs_while_the_same_task_runs_does_nothing() {
        List<Runnable> given = new ArrayList<>();
        EventSubscription subscription = subscription(
                new ClusterListener() {
                    @Override
                    public void onEvent(Event event) {
                        heard.add("begin " + ((Event.Ready) event).members());
                        given.get(0).run();
                        heard.add("end");
                    }
                },
                task -> {
                    given.add(task);
                    tasks.add(task);
                });
        begin(subscription);
        offer(subscription, 1, 2);
        runTasks();
        assertThat(heard).containsExactly("begin 1", "end", "begin 2", "end");
    }

    @Test
    void only_an_executor_that_is_shut_down_ends_the_subscription() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        EventSubscription subscription = subscription(listener, executor);
        executor.shutdown();
        begin(subscription);
        assertThat(ended).isEqualTo(1);
        assertThat(heard).isEmpty();
        assertThat(callbacks.later).isEmpty();
    }

    @Test
    void a_snapshot_that_could_not_be_made_is_asked_for_again() {
        AtomicInteger asked = new AtomicInteger();
        EventSubscription subscription = new EventSubscription(
                listener,
                tasks::add,
                callbacks,
                wanting -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("meant to fail, in a test");
                    }
                    begin(wanting);
                },
                ending -> ended++);
        begin(subscription);
        runTasks();
        offer(subscription, 1, Cluster.QUEUE_LIMIT + 1);
        runTasks();
        offer(subscription, 1, 1);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", "snapshot " + (Cluster.QUEUE_LIMIT + 2));
    }
}
