package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.agent.http.EventReader.ReceivedEvent;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.cluster.putInstance(
                "node1", ServiceInstance.named("web").port(80).build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void join(String name) {
        server.cluster.emit(new Event.Joined(FakeCluster.known(name, Status.ALIVE)));
    }

    @Test
    void a_stream_starts_with_a_snapshot_and_continues_with_events() {
        try (EventReader events = server.events()) {
            assertThat(events.response.statusCode()).isEqualTo(200);
            assertThat(events.response.headers().firstValue("Content-Type"))
                    .contains("text/event-stream;charset=utf-8");
            ReceivedEvent snapshot = events.next();
            assertThat(snapshot.type()).isEqualTo("SNAPSHOT");
            assertThat(snapshot.id()).isEqualTo(server.history.last());
            assertThat(snapshot.data())
                    .startsWith("{\"id\":" + snapshot.id() + ",\"type\":\"SNAPSHOT\",\"time\":\"")
                    .contains(
                            ",\"text\":\"SNAPSHOT members=1 services=1\",\"missed\":0,\"members\":[{\"name\":\"node1\"")
                    .contains("\"instances\":[{\"service\":\"web\"");
            server.cluster.emit(new Event.Failed(
                    FakeCluster.known("node2", Status.DEAD),
                    Evidence.REFUSED,
                    List.of("node1", "node3"),
                    Duration.ofMillis(210)));
            ReceivedEvent failed = events.next();
            assertThat(failed)
                    .isEqualTo(new ReceivedEvent(
                            snapshot.id() + 1,
                            "FAILED",
                            "{\"id\":" + failed.id() + ",\"type\":\"FAILED\",\"time\":\"2030-01-02T03:05:05Z\","
                                    + "\"text\":\"FAILED node2 REFUSED by node1,node3 after 0.21s\","
                                    + "\"member\":{\"name\":\"node2\",\"generation\":\"7\",\"incarnation\":1,"
                                    + "\"status\":\"dead\",\"addresses\":[\"127.0.0.1:7702\"],\"zone\":\"eu\",\"tags\":[\"blue\"],"
                                    + "\"metadata\":{\"rack\":\"r1\"},\"since\":\"" + FakeCluster.SINCE
                                    + "\",\"local\":false,"
                                    + "\"unstable\":false,\"degraded\":false},\"evidence\":\"REFUSED\","
                                    + "\"accusers\":[\"node1\",\"node3\"],\"afterSeconds\":0.21}"));
        }
    }

    /** Of a response that the server has not begun, or that it has already given up. */
    private static final class ResponseStub extends ServletOutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final boolean over;

        ResponseStub(boolean over) {
            this.over = over;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            if (over) {
                throw new IllegalStateException("not open");
            }
        }

        @Override
        public void write(int b) {
            written.write(b);
        }
    }

    private EventStream stream(ResponseStub response) {
        return new EventStream(
                response,
                server.history,
                Optional.of(server.history.last()),
                missed -> new SnapshotFrames.Frame(server.history.last(), new byte[0]),
                () -> {});
    }

    @Test
    void an_event_before_the_server_is_ready_is_written_when_it_is() {
        ResponseStub response = new ResponseStub(false);
        EventStream stream = stream(response);
        join("node2");
        stream.wake();
        stream.start();
        stream.keepAlive(Duration.ofSeconds(30));
        assertThat(response.written.size()).isZero();
        stream.onWritePossible();
        assertThat(response.written.toString(UTF_8))
                .startsWith("retry: 1000\n\n")
                .contains("JOINED node2");
    }

    @Test
    void a_stream_whose_client_has_gone_before_it_starts_ends() {
        EventStream stream = stream(new ResponseStub(true));
        stream.start();
        assertThat(stream.ended()).isCompletedWithValue(EventStream.End.GONE);
    }

    @Test
    void a_client_that_reconnects_gets_the_events_that_it_missed_and_no_snapshot() {
        join("node2");
        long seen = server.history.last();
        join("node3");
        join("node4");
        try (EventReader events = server.events("Last-Event-ID", Long.toString(seen))) {
            ReceivedEvent first = events.next();
            assertThat(first.type()).isEqualTo("JOINED");
            assertThat(first.id()).isEqualTo(seen + 1);
            assertThat(first.data()).contains("JOINED node3");
            assertThat(events.next().data()).contains("JOINED node4");
            join("node5");
            assertThat(events.next().data()).contains("JOINED node5");
        }
    }

    @Test
    void a_client_that_missed_nothing_gets_only_new_events() {
        try (EventReader events = server.events("Last-Event-ID", Long.toString(server.history.last()))) {
            join("node2");
            assertThat(events.next().data()).contains("JOINED node2");
        }
    }

    @Test
    void a_client_that_was_away_too_long_gets_a_snapshot() {
        long seen = server.history.last();
        for (int i = 0; i <= EventHistory.CAPACITY; i++) {
            join("node2");
        }
        try (EventReader events = server.events("Last-Event-ID", Long.toString(seen))) {
            ReceivedEvent snapshot = events.next();
            assertThat(snapshot.type()).isEqualTo("SNAPSHOT");
            assertThat(snapshot.id()).isEqualTo(server.history.last());
            assertThat(snapshot.data()).contains("\"missed\":" + (EventHistory.CAPACITY + 1) + ",");
        }
        try (EventReader events = server.events("Last-Event-ID", Long.toString(seen + 1))) {
            ReceivedEvent first = events.next();
            assertThat(first.type()).isEqualTo("JOINED");
            assertThat(first.id()).isEqualTo(seen + 2);
        }
    }

    @Test
    void an_unknown_event_id_gets_a_snapshot() {
        for (String id : List.of("1", Long.toString(server.history.last() + 1_000), "none")) {
            try (EventReader events = server.events("Last-Event-ID", id)) {
                assertThat(events.next().type()).as(id).isEqualTo("SNAPSHOT");
            }
        }
    }

    @Test
    void when_the_agent_itself_lost_events_streams_get_a_snapshot() {
        try (EventReader events = server.events()) {
            long before = events.next().id();
            server.cluster.lose(40);
            ReceivedEvent snapshot = events.next();
            assertThat(snapshot.type()).isEqualTo("SNAPSHOT");
            assertThat(snapshot.id()).isEqualTo(before + 40);
            assertThat(snapshot.data()).contains("\"missed\":40,");
            join("node2");
            assertThat(events.next().type()).isEqualTo("JOINED");
        }
    }

    @Test
    void a_slow_client_blocks_no_other_and_catches_up() {
        try (EventReader slow = server.events();
                EventReader quick = server.events()) {
            quick.next();
            // More than the buffers of both ends hold, and more than the history keeps.
            for (int i = 0; i < 8 * EventHistory.CAPACITY; i++) {
                join("node2");
                if (i % EventHistory.CAPACITY == 0) {
                    quick.next();
                }
            }
            long last = server.history.last();
            assertThat(slow.next().type()).isEqualTo("SNAPSHOT");
            ReceivedEvent sent = slow.next();
            long reached = sent.id();
            while (reached < last) {
                sent = slow.next();
                assertThat(sent.id()).isGreaterThan(reached);
                assertThat(sent.type().equals("SNAPSHOT") || sent.id() == reached + 1)
                        .isTrue();
                reached = sent.id();
            }
            assertThat(reached).isEqualTo(last);
        }
    }

    @Test
    void streams_beyond_the_limit_are_refused_until_one_is_closed() {
        List<EventReader> open = new ArrayList<>();
        for (int i = 0; i < HttpLimits.STREAMS_PER_CLIENT; i++) {
            open.add(server.events());
        }
        assertProblem(
                server.get("/v1/events"),
                503,
                "Too busy",
                "48 event streams from 127.0.0.1 are already open",
                "close some, or ask another member",
                "/v1/events");
        open.remove(0).close();
        await().atMost(PATIENCE).until(() -> {
            return server.get("/v1/stats").body().contains("\"streams\":" + (HttpLimits.STREAMS_PER_CLIENT - 1));
        });
        open.forEach(EventReader::close);
    }

    @Test
    void streams_end_when_the_server_closes() {
        EventReader events = server.events();
        events.next();
        server.close();
        events.awaitEnd();
    }
}
