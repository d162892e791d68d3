package dev.grapevine.agent.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.core.env.Event;
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
    private final EventHistory feed = new EventHistory(cluster, Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC));

    @BeforeEach
    void subscribe() {
        cluster.subscribe(feed, Runnable::run);
    }

    private void up(String service) {
        cluster.emit(new Event.ServiceUp("node1", ServiceInstance.of(service, 80)));
    }

    @Test
    void numbers_begin_at_the_wall_clock_so_that_they_rise_over_a_restart() {
        assertThat(feed.last()).isEqualTo(FakeCluster.SINCE.getEpochSecond() * 1_000_000 + 1);
        assertThat(feed.last()).isLessThan(1L << 53);
    }

    @Test
    void what_came_after_an_event_is_known_while_it_is_kept() {
        long begin = feed.last();
        up("a");
        up("b");
        assertThat(feed.after(begin).orElseThrow())
                .extracting(EventHistory.Entry::id)
                .containsExactly(begin + 1, begin + 2);
        assertThat(feed.after(begin + 2).orElseThrow()).isEmpty();
        assertThat(feed.after(begin + 3)).isEmpty();
        assertThat(feed.after(begin - 1)).isEmpty();
        for (int i = 2; i < EventHistory.CAPACITY; i++) {
            up("a");
        }
        assertThat(feed.after(begin).orElseThrow()).hasSize(EventHistory.CAPACITY);
        up("a");
        assertThat(feed.after(begin)).isEmpty();
        assertThat(feed.after(begin + 1).orElseThrow()).hasSize(EventHistory.CAPACITY);
    }

    @Test
    void history_is_all_that_is_kept() {
        up("a");
        up("b");
        assertThat(feed.history().since()).isEqualTo(FakeCluster.SINCE);
        assertThat(feed.history().events()).extracting(EventInfo::type).containsExactly("UP", "UP");
        cluster.lose(3);
        assertThat(feed.history().events()).isEmpty();
    }

    @Test
    void a_change_without_an_event_counts_but_is_no_event() {
        long begin = feed.last();
        feed.touch("web");
        up("api");
        assertThat(feed.index(ChangeTopic.service("web"))).isEqualTo(begin + 1);
        assertThat(feed.index(ChangeTopic.SERVICES)).isEqualTo(begin + 2);
        assertThat(feed.after(begin).orElseThrow())
                .extracting(EventHistory.Entry::id)
                .containsExactly(begin + 2);
    }

    @Test
    void each_topic_has_its_own_index() {
        long begin = feed.last();
        up("web");
        cluster.emit(new Event.Joined(FakeCluster.record("node2", Status.ALIVE)));
        cluster.emit(new Event.Merged(3));
        assertThat(feed.index(ChangeTopic.service("web"))).isEqualTo(begin + 1);
        assertThat(feed.index(ChangeTopic.service("other"))).isEqualTo(begin);
        assertThat(feed.index(ChangeTopic.SERVICES)).isEqualTo(begin + 1);
        assertThat(feed.index(ChangeTopic.MEMBERS)).isEqualTo(begin + 2);
    }

    @Test
    void who_waits_hears_of_the_first_change_and_of_no_other() {
        CompletableFuture<Void> waiting =
                feed.changed(ChangeTopic.service("web"), feed.index(ChangeTopic.service("web")));
        up("api");
        assertThat(waiting).isNotDone();
        up("web");
        assertThat(waiting).isCompleted();
        assertThat(feed.changed(ChangeTopic.service("web"), 0)).isCompleted();
    }

    @Test
    void beyond_the_limit_of_names_an_index_is_late_and_never_early() {
        up("first");
        long first = feed.index(ChangeTopic.service("first"));
        for (int i = 0; i < TopicIndexes.LIMIT; i++) {
            up("s" + i);
        }
        assertThat(feed.index(ChangeTopic.service("first"))).isGreaterThanOrEqualTo(first);
        assertThat(feed.index(ChangeTopic.service("unknown"))).isGreaterThanOrEqualTo(first);
    }

    @Test
    void readers_are_woken_until_they_go() {
        AtomicInteger woken = new AtomicInteger();
        Runnable reader = woken::incrementAndGet;
        feed.addReader(reader);
        up("web");
        feed.touch("web");
        feed.removeReader(reader);
        up("web");
        assertThat(woken).hasValue(2);
    }
}
