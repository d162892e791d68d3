package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joining and leaving through the API. */
final class SelfRoutesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void seeds_are_passed_to_the_cluster() {
        HttpResponse<String> response = server.send("POST", "/v1/join", "{\"seeds\":[\"10.0.0.1:7700\",\"srv:x\"]}");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEqualTo("{\"seeds\":[\"10.0.0.1:7700\",\"srv:x\"]}");
        assertThat(server.cluster.joins).containsExactly("10.0.0.1:7700", "srv:x");
        assertProblem(
                server.send("POST", "/v1/join", "{\"seeds\":[]}"),
                400,
                "Bad request",
                "found 0 seeds, expected 1 to 64, none of them blank",
                "send {\"seeds\":[\"HOST:PORT\"]}",
                "/v1/join");
        assertProblem(
                server.send("POST", "/v1/join", "{\"seeds\":[\"a b\"]}"),
                400,
                "Bad request",
                "seed 'a b' is not HOST:PORT",
                "",
                "/v1/join");
    }

    @Test
    void a_leave_is_answered_before_it_starts() {
        HttpResponse<String> response = server.send("POST", "/v1/leave", "");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).startsWith("{\"name\":\"node1\"");
        await().atMost(PATIENCE).until(() -> server.leaves.get() == 1);
    }
}
