package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.model.JoinOutcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventSubscriptionTest {

    private EventLoop loop;
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

    @BeforeEach
    void startLoop() throws IOException {
        loop = EventLoop.start("test-loop");
    }

    @AfterEach
    void stopLoop() {
        loop.stop();
    }

    private EventSubscription subscription(ClusterListener to, Executor executor) {
        return new EventSubscription(to, executor, loop, EventSubscriptionTest::begin, ending -> ended++);
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
            subscription.offer(new Event.Ready(JoinOutcome.JOINED, i));
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
    void an_executor_that_rejects_tasks_ends_the_subscription() {
        EventSubscription subscription = subscription(listener, task -> {
            throw new RejectedExecutionException();
        });
        begin(subscription);
        assertThat(ended).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void a_listener_never_runs_in_the_loop_even_if_its_executor_would() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        List<Boolean> inLoop = new ArrayList<>();
        EventSubscription subscription = subscription(
                new ClusterListener() {
                    @Override
                    public void onSnapshot(Snapshot snapshot) {
                        inLoop.add(loop.inLoop());
                        called.countDown();
                    }
                },
                Runnable::run);
        loop.execute(() -> begin(subscription));
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(inLoop).containsExactly(false);
    }
}
