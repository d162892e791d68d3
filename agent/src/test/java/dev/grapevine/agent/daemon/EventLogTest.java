package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventLogTest {

    private static final long MINUTE = 60_000_000_000L;

    private long nowNanos;
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final FakeCluster cluster = new FakeCluster();
    private final EventLog log = new EventLog(logger(written), () -> nowNanos);

    private static Logger logger(ListAppender<ILoggingEvent> written) {
        Logger logger = new LoggerContext().getLogger("test");
        logger.addAppender(written);
        written.start();
        return logger;
    }

    private List<String> lines() {
        return written.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    @Test
    void members_that_joined_before_the_subscription_are_logged_and_the_local_member_is_not() {
        cluster.put("node2", Status.ALIVE, "eu");
        cluster.put("node3", Status.DEAD, "eu");
        cluster.subscribe(log, Runnable::run);
        assertThat(lines()).containsExactly("INFO JOINED node2 (127.0.0.1:7702)");
    }

    @Test
    void trouble_is_logged_as_a_warning_and_a_name_conflict_as_an_error() {
        log.onEvent(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        log.onEvent(new Event.Suspected(FakeCluster.known("node2", Status.SUSPECT), Evidence.SILENT, List.of("node1")));
        log.onEvent(new Event.Partitioned(1, 4));
        log.onEvent(new Event.Alone(List.of("a:1"), Duration.ofSeconds(31)));
        log.onEvent(new Event.NameConflict("node1", FakeCluster.address("node9"), false));
        assertThat(lines())
                .containsExactly(
                        "INFO JOINED node2 (127.0.0.1:7702)",
                        "WARN SUSPECTED node2 SILENT by node1",
                        "WARN PARTITIONED seen=1 lost=4",
                        "WARN ALONE no seed has answered for 31 s (a:1): this member is a cluster of its own until one"
                                + " does",
                        "ERROR NAME_CONFLICT node1 is also used at 127.0.0.1:7709");
    }

    @Test
    void lost_events_are_logged() {
        cluster.subscribe(log, Runnable::run);
        cluster.lose(40);
        assertThat(lines()).containsExactly("WARN MISSED 40 events members=1 services=0");
    }

    @Test
    void text_from_a_stranger_stays_on_one_line_of_at_most_1024_bytes() {
        log.onEvent(new Event.Mismatch(null, "cluster 'a\nFAILED node1' {}" + "x".repeat(100_000)));
        assertThat(lines()).singleElement().asString().startsWith("WARN MISMATCH cluster 'a\\nFAILED node1' {}xxx");
        assertThat(written.list.get(0).getFormattedMessage()).hasSize(1_024);
    }

    @Test
    void what_strangers_do_is_one_line_a_kind_and_minute_with_a_count() {
        for (int i = 0; i < 10_000; i++) {
            log.onEvent(new Event.Mismatch(null, "cluster blue"));
            log.onEvent(new Event.NameConflict("node1", FakeCluster.address("node9"), false));
        }
        log.onEvent(new Event.NameConflict("node1", FakeCluster.address("node9"), true));
        nowNanos = MINUTE;
        log.onEvent(new Event.Mismatch(null, "cluster red"));
        assertThat(lines())
                .containsExactly(
                        "WARN MISMATCH cluster blue",
                        "ERROR NAME_CONFLICT node1 is also used at 127.0.0.1:7709",
                        "ERROR NAME_CONFLICT node1 is also used at 127.0.0.1:7709; this member stops",
                        "WARN MISMATCH cluster red (and 9999 more like this before)");
    }

    @Test
    void strangers_that_pretend_to_be_members_cannot_fill_the_log() {
        for (int i = 0; i < 5_000; i++) {
            log.onEvent(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        }
        assertThat(lines()).hasSize(EventLog.MEMBER_LINES_PER_MINUTE);
        nowNanos = MINUTE;
        log.onEvent(new Event.Joined(FakeCluster.known("node3", Status.ALIVE)));
        assertThat(lines()).last().isEqualTo("INFO JOINED node3 (127.0.0.1:7703) (and 4000 more like this before)");
    }

    @Test
    void lines_have_fields_for_event_member_and_evidence() {
        log.onEvent(new Event.Suspected(FakeCluster.known("node2", Status.SUSPECT), Evidence.SILENT, List.of("node1")));
        log.onEvent(new Event.Merged(3));
        assertThat(written.list.get(0).getKeyValuePairs())
                .extracting(Object::toString)
                .containsExactly("event=\"SUSPECTED\"", "member=\"node2\"", "evidence=\"SILENT\"");
        assertThat(written.list.get(1).getKeyValuePairs())
                .extracting(Object::toString)
                .containsExactly("event=\"MERGED\"");
    }
}
