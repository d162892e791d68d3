package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.env.Event;
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

    private EventSubscription feed(ClusterListener to, Executor executor) {
        return new EventSubscription(to, executor, loop, EventSubscriptionTest::begin, ending -> ended++);
    }

    private static void begin(EventSubscription feed) {
        feed.begin(missed -> new Snapshot(List.of(), List.of(), missed));
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static void offer(EventSubscription feed, int from, int to) {
        for (int i = from; i <= to; i++) {
            feed.offer(new Event.Ready(i));
        }
    }

    @Test
    void first_the_snapshot_then_each_event_in_order() {
        EventSubscription feed = feed(listener, tasks::add);
        begin(feed);
        offer(feed, 1, 3);
        runTasks();
        offer(feed, 4, 4);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", 1, 2, 3, 4);
    }

    @Test
    void whose_subscription_is_closed_is_asked_no_more() {
        EventSubscription feed = feed(listener, tasks::add);
        begin(feed);
        runTasks();
        feed.close();
        offer(feed, 1, 3);
        begin(feed);
        assertThat(tasks).isEmpty();
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void what_comes_while_a_listener_is_told_needs_no_second_task() {
        EventSubscription[] feed = new EventSubscription[1];
        ClusterListener late = new ClusterListener() {
            @Override
            public void onSnapshot(Snapshot snapshot) {
                offer(feed[0], 7, 7);
            }

            @Override
            public void onEvent(Event event) {
                heard.add(((Event.Ready) event).members());
            }
        };
        feed[0] = feed(late, tasks::add);
        begin(feed[0]);
        tasks.remove().run();
        assertThat(heard).containsExactly(7);
        assertThat(tasks).isEmpty();
    }

    @Test
    void who_falls_behind_loses_all_and_gets_one_snapshot_that_counts_them() {
        EventSubscription feed = feed(listener, tasks::add);
        begin(feed);
        runTasks();
        offer(feed, 1, Cluster.QUEUE_LIMIT + 10);
        runTasks();
        offer(feed, 9_999, 9_999);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", "snapshot " + (Cluster.QUEUE_LIMIT + 10), 9_999);
    }

    @Test
    void who_is_just_not_behind_loses_nothing() {
        EventSubscription feed = feed(listener, tasks::add);
        begin(feed);
        runTasks();
        offer(feed, 1, Cluster.QUEUE_LIMIT);
        runTasks();
        assertThat(heard).hasSize(1 + Cluster.QUEUE_LIMIT).doesNotContain("snapshot " + Cluster.QUEUE_LIMIT);
    }

    @Test
    void losses_add_up_where_the_snapshot_itself_is_lost() {
        EventSubscription feed = feed(listener, tasks::add);
        begin(feed);
        runTasks();
        offer(feed, 1, Cluster.QUEUE_LIMIT + 1);
        begin(feed); // waits in the queue, with the events after it
        offer(feed, 1, Cluster.QUEUE_LIMIT);
        runTasks();
        assertThat(heard).containsExactly("snapshot 0", "snapshot " + (2 * Cluster.QUEUE_LIMIT + 1));
    }

    @Test
    void a_listener_that_throws_hears_the_next() {
        EventSubscription feed = feed(
                new ClusterListener() {
                    @Override
                    public void onEvent(Event event) {
                        listener.onEvent(event);
                        throw new IllegalStateException("meant to fail, in a test");
                    }
                },
                tasks::add);
        begin(feed);
        offer(feed, 1, 2);
        runTasks();
        assertThat(heard).containsExactly(1, 2);
    }

    @Test
    void who_ended_the_subscription_hears_no_more() {
        EventSubscription feed = feed(listener, tasks::add);
        begin(feed);
        runTasks();
        offer(feed, 1, 2);
        feed.close();
        feed.close();
        runTasks();
        assertThat(heard).containsExactly("snapshot 0");
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void a_listener_may_end_its_subscription_from_within() {
        List<EventSubscription> own = new ArrayList<>();
        own.add(feed(
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
    void an_executor_that_takes_no_more_ends_the_subscription() {
        EventSubscription feed = feed(listener, task -> {
            throw new RejectedExecutionException();
        });
        begin(feed);
        assertThat(ended).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void a_listener_never_runs_in_the_loop_even_if_its_executor_would() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        List<Boolean> inLoop = new ArrayList<>();
        EventSubscription feed = feed(
                new ClusterListener() {
                    @Override
                    public void onSnapshot(Snapshot snapshot) {
                        inLoop.add(loop.inLoop());
                        called.countDown();
                    }
                },
                Runnable::run);
        loop.execute(() -> begin(feed));
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(inLoop).containsExactly(false);
    }
}
