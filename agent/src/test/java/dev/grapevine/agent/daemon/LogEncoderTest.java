package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.grapevine.agent.testing.FakeCluster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** The formats of the log. */
final class LogEncoderTest {

    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(String message, @Nullable Throwable thrown) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("test"), Level.WARN, message, thrown, new Object[0]);
        event.setTimeStamp(FakeCluster.SINCE.toEpochMilli());
        return event;
    }

    private static String text(Encoder<? super LoggingEvent> encoder, LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    /** A failure far down in a deep stack, with a message that others chose. */
    private static Exception deep(int frames) {
        return frames == 0 ? new IllegalStateException("\u001b[31m\n" + "\\\"".repeat(5_000)) : deep(frames - 1);
    }

    @Test
    void a_line_of_text_has_time_level_and_message() {
        assertThat(text(new TextLogEncoder(false), event("LEFT node3", null)))
                .isEqualTo("2030-01-02T03:04:05.000Z WARN  LEFT node3\n");
    }

    @Test
    void in_json_format_a_line_is_a_json_object_with_fields_for_event_member_and_evidence() {
        JsonLogEncoder encoder = new JsonLogEncoder();
        assertThat(text(encoder, event("LEFT \"node3\"", null)))
                .isEqualTo(
                        "{\"time\":\"2030-01-02T03:04:05Z\",\"level\":\"WARN\",\"message\":\"LEFT \\\"node3\\\"\"}\n");
        LoggingEvent failed = event("FAILED node3 REFUSED", null);
        failed.setKeyValuePairs(List.of(
                new KeyValuePair("event", "FAILED"),
                new KeyValuePair("member", "node3"),
                new KeyValuePair("evidence", "REFUSED")));
        assertThat(text(encoder, failed))
                .isEqualTo("{\"time\":\"2030-01-02T03:04:05Z\",\"level\":\"WARN\",\"event\":\"FAILED\","
                        + "\"member\":\"node3\",\"evidence\":\"REFUSED\",\"message\":\"FAILED node3 REFUSED\"}\n");
    }

    @Test
    void no_line_is_longer_than_1024_bytes_and_none_has_control_characters() {
        List<LoggingEvent> all = List.of(
                event("x".repeat(100_000), null),
                event("\\\"".repeat(50_000), null),
                event("\n\u0000€".repeat(50_000), null),
                event("short", deep(400)),
                event("x".repeat(100_000), deep(400)));
        for (Encoder<? super LoggingEvent> encoder :
                List.<Encoder<? super LoggingEvent>>of(new JsonLogEncoder(), new TextLogEncoder(false))) {
            for (LoggingEvent event : all) {
                String text = text(encoder, event);
                assertThat(text).endsWith("\n");
                assertThat(text.lines().count()).isLessThanOrEqualTo(61);
                assertThat(text.lines()).allSatisfy(line -> {
                    assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 1_024);
                    assertThat(line).doesNotContainPattern("\\p{Cntrl}");
                });
            }
        }
        assertThat(text(new JsonLogEncoder(), all.get(3)))
                .contains("\"message\":\"short\",\"error\":\"java.lang.IllegalStateException: \\\\u001b[31m")
                .endsWith("...\"}\n")
                .hasLineCount(1);
    }

    @Test
    void on_a_terminal_warnings_and_errors_are_coloured() {
        String plain = text(new TextLogEncoder(false), event("LEFT node3", null));
        String coloured = text(new TextLogEncoder(true), event("LEFT node3", null));
        assertThat(plain).doesNotContain("\033");
        assertThat(coloured).startsWith("\033[2m").contains("\033[33m WARN  LEFT node3\033[0m");
        assertThat(coloured.replaceAll("\033\\[\\d+m", "")).isEqualTo(plain);
    }
}
