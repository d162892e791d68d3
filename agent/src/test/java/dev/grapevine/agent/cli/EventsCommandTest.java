package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The {@code events} command. */
class EventsCommandTest {

    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void stop() {
        agent.close();
    }

    private CommandRun run(String... command) {
        return new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(command);
    }

    private static String snapshot(long id, long missed) {
        return "id: " + id + "\nevent: snapshot\ndata: {\"id\":" + id
                + ",\"type\":\"SNAPSHOT\",\"time\":\"2026-01-01T00:00:00Z\",\"text\":\"SNAPSHOT\",\"missed\":" + missed
                + ",\"members\":["
                + SampleInfos.member("node1", "alive") + "],\"instances\":["
                + SampleInfos.instance("web", "w", "node1", "passing") + "]}\n\n";
    }

    @Test
    void events_shows_the_recent_events() {
        String history = """
                {"since":"2026-01-01T00:00:00Z","events":[\
                {"id":8,"type":"JOINED","time":"2026-01-01T00:00:01Z","text":"JOINED node2 (127.0.0.1:7702)"},\
                {"id":9,"type":"LEFT","time":"2026-01-01T00:00:02Z","text":"LEFT node2"}]}""";
        agent.on("GET /v1/history", 200, history);
        CommandRun run = run("events");
        assertThat(run.status()).isZero();
        assertThat(run.lines().stream().map(line -> line.substring(14)))
                .containsExactly("JOINED node2 (127.0.0.1:7702)", "LEFT node2");
        assertThat(run("events", "-o", "json").lines())
                .containsExactly(
                        "{\"id\":8,\"type\":\"JOINED\",\"time\":\"2026-01-01T00:00:01Z\",\"text\":\"JOINED node2 (127.0.0.1:7702)\"}",
                        "{\"id\":9,\"type\":\"LEFT\",\"time\":\"2026-01-01T00:00:02Z\",\"text\":\"LEFT node2\"}");
    }

    @Test
    void without_events_the_start_of_the_history_is_shown() {
        agent.on("GET /v1/history", 200, "{\"since\":\"2026-01-01T00:00:00Z\",\"events\":[]}");
        assertThat(run("events").out())
                .isEqualTo("no events since " + TimeFormat.clock(Instant.parse("2026-01-01T00:00:00Z"))
                        + System.lineSeparator());
    }

    @Test
    void followed_events_resume_after_a_lost_connection() {
        String event = """
                id: %d
                event: LEFT
                data: {"id":%d,"type":"LEFT","time":"2026-01-01T00:00:00Z","text":"LEFT node%d"}

                """;
        agent.on("GET /v1/events", 200, snapshot(7, 0) + event.formatted(8, 8, 2), "Content-Type", "text/event-stream")
                .on("GET /v1/events", 200, event.formatted(9, 9, 3), "Content-Type", "text/event-stream")
                .on("GET /v1/events", 400, "{\"title\":\"enough\",\"detail\":\"\",\"status\":400,\"type\":\"\"}");
        CommandRun run = run("events", "--follow");
        assertThat(run.status()).isEqualTo(2);
        assertThat(agent.asked()).containsExactly("GET /v1/events", "GET /v1/events after 8", "GET /v1/events after 9");
        assertThat(run.lines().stream().map(line -> line.substring(14)))
                .containsExactly("ALIVE node1 (127.0.0.1:7700)", "PASSING web/w on node1", "LEFT node2", "LEFT node3");
    }

    @Test
    void events_as_json_are_those_of_the_agent() {
        String snapshot = snapshot(7, 0);
        agent.on("GET /v1/events", 200, snapshot, "Content-Type", "text/event-stream")
                .on("GET /v1/events", 400, "{\"title\":\"enough\",\"detail\":\"\",\"status\":400,\"type\":\"\"}");
        assertThat(run("events", "--follow", "-o", "json").out())
                .isEqualTo(snapshot.substring(snapshot.indexOf("{")).strip() + System.lineSeparator());
    }
}
