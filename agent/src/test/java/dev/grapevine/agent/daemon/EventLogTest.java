package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventLogTest {

    private final List<String> lines = new ArrayList<>();
    private final FakeCluster cluster = new FakeCluster();
    private final EventLog log = new EventLog(new Logger() {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Logger.Level level) {
            return true;
        }

        @Override
        public void log(Logger.Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
            lines.add(level + " " + text);
        }

        @Override
        public void log(
                Logger.Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
            lines.add(level + " " + format);
        }
    });

    @Test
    void members_that_joined_before_the_subscription_are_logged_and_the_local_member_is_not() {
        cluster.put("node2", Status.ALIVE, "eu");
        cluster.put("node3", Status.DEAD, "eu");
        cluster.subscribe(log, Runnable::run);
        assertThat(lines).containsExactly("INFO JOINED node2 (127.0.0.1:7702)");
    }

    @Test
    void trouble_is_logged_as_a_warning_and_a_name_conflict_as_an_error() {
        log.onEvent(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        log.onEvent(new Event.Suspected(FakeCluster.known("node2", Status.SUSPECT), Evidence.SILENT, List.of("node1")));
        log.onEvent(new Event.Partitioned(1, 4));
        log.onEvent(new Event.NameConflict("node1", FakeCluster.address("node9"), false));
        assertThat(lines)
                .containsExactly(
                        "INFO JOINED node2 (127.0.0.1:7702)",
                        "WARNING SUSPECTED node2 SILENT by node1",
                        "WARNING PARTITIONED seen=1 lost=4",
                        "ERROR NAME_CONFLICT node1 is also used at 127.0.0.1:7709");
    }

    @Test
    void lost_events_are_logged() {
        cluster.subscribe(log, Runnable::run);
        cluster.lose(40);
        assertThat(lines).containsExactly("WARNING MISSED 40 events members=1 services=0");
    }

    @Test
    void text_from_a_stranger_stays_on_one_line() {
        log.onEvent(new Event.Mismatch(null, "cluster 'a\nFAILED node1'"));
        assertThat(lines).containsExactly("WARNING MISMATCH cluster 'a?FAILED node1'");
    }

    @Test
    void in_json_format_a_line_is_a_json_object() {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("test"),
                ch.qos.logback.classic.Level.WARN,
                "LEFT \"node3\"",
                null,
                new Object[0]);
        event.setTimeStamp(FakeCluster.SINCE.toEpochMilli());
        assertThat(new String(new JsonLogEncoder().encode(event), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"time\":\"2030-01-02T03:04:05Z\",\"level\":\"WARN\",\"message\":\"LEFT \\\"node3\\\"\"}\n");
    }
}
