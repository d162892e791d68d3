package dev.grapevine.agent.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventHistoryTest {

    private final FakeCluster cluster = new FakeCluster();
    private final EventHistory history =
            new EventHistory(cluster::instances, Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC));

    @BeforeEach
    void subscribe() {
        cluster.subscribe(history, Runnable::run);
    }

    private void up(String service) {
        cluster.emit(cluster.up(ServiceInstance.named(service).port(80).build()));
    }

    @Test
    void numbers_start_at_the_wall_clock_so_that_they_rise_across_restarts() {
        assertThat(history.last()).isEqualTo(FakeCluster.SINCE.getEpochSecond() * 1_000_000 + 1);
        assertThat(history.last()).isLessThan(1L << 53);
    }

    @Test
    void the_events_after_a_number_are_returned_while_they_are_kept() {
        long begin = history.last();
        up("a");
        up("b");
        assertThat(history.after(begin).orElseThrow())
                .extracting(EventHistory.RecordedEvent::id)
                .containsExactly(begin + 1, begin + 2);
        assertThat(history.after(begin + 2).orElseThrow()).isEmpty();
        assertThat(history.after(begin + 3)).isEmpty();
        assertThat(history.after(begin - 1)).isEmpty();
        for (int i = 2; i < EventHistory.CAPACITY; i++) {
            up("a");
        }
        assertThat(history.after(begin).orElseThrow()).hasSize(EventHistory.CAPACITY);
        up("a");
        assertThat(history.after(begin)).isEmpty();
        assertThat(history.after(begin + 1).orElseThrow()).hasSize(EventHistory.CAPACITY);
    }

    @Test
    void the_history_has_all_kept_events() {
        up("a");
        up("b");
        assertThat(history.history().since()).isEqualTo(FakeCluster.SINCE);
        assertThat(history.history().events()).extracting(EventInfo::type).containsExactly("UP", "UP");
        cluster.lose(3);
        assertThat(history.history().events()).isEmpty();
    }

    @Test
    void the_history_begins_with_the_members_and_instances_that_came_before_it() {
        FakeCluster earlier = new FakeCluster();
        earlier.put("node2", Status.ALIVE, "");
        earlier.put("node3", Status.DEAD, "");
        EventHistory late = new EventHistory(earlier::instances, Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC));
        earlier.putInstance("node2", ServiceInstance.named("web").port(80).build());
        earlier.subscribe(late, Runnable::run);
        assertThat(late.history().events()).extracting(EventInfo::type).containsExactly("JOINED", "UP");
        assertThat(late.history().events().get(0).text()).startsWith("JOINED node2 ");
    }

    @Test
    void a_change_without_an_event_raises_the_index_but_adds_no_event() {
        long begin = history.last();
        history.touch("web");
        up("api");
        assertThat(history.index(ChangeTopic.service("web"))).isEqualTo(begin + 1);
        assertThat(history.index(ChangeTopic.SERVICES)).isEqualTo(begin + 2);
        assertThat(history.after(begin).orElseThrow())
                .extracting(EventHistory.RecordedEvent::id)
                .containsExactly(begin + 2);
    }

    @Test
    void each_topic_has_its_own_index() {
        long begin = history.last();
        up("web");
        cluster.emit(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        cluster.emit(new Event.Merged(3));
        assertThat(history.index(ChangeTopic.service("web"))).isEqualTo(begin + 1);
        assertThat(history.index(ChangeTopic.service("other"))).isEqualTo(begin);
        assertThat(history.index(ChangeTopic.SERVICES)).isEqualTo(begin + 1);
        assertThat(history.index(ChangeTopic.MEMBERS)).isEqualTo(begin + 2);
    }

    @Test
    void a_waiter_is_completed_by_the_first_change_of_its_topic() {
        CompletableFuture<Void> waiting =
                history.changed(ChangeTopic.service("web"), history.index(ChangeTopic.service("web")));
        up("api");
        assertThat(waiting).isNotDone();
        up("web");
        assertThat(waiting).isCompleted();
        assertThat(history.changed(ChangeTopic.service("web"), 0)).isCompleted();
    }

    @Test
    void beyond_the_limit_of_topics_an_index_may_be_too_high_but_never_too_low() {
        up("first");
        long first = history.index(ChangeTopic.service("first"));
        for (int i = 0; i < TopicIndexes.LIMIT; i++) {
            up("s" + i);
        }
        assertThat(history.index(ChangeTopic.service("first"))).isGreaterThanOrEqualTo(first);
        assertThat(history.index(ChangeTopic.service("unknown"))).isGreaterThanOrEqualTo(first);
    }

    @Test
    void readers_are_called_until_they_are_removed() {
        AtomicInteger woken = new AtomicInteger();
        Runnable reader = woken::incrementAndGet;
        history.addReader(reader);
        up("web");
        history.touch("web");
        history.removeReader(reader);
        up("web");
        assertThat(woken).hasValue(2);
    }
}
