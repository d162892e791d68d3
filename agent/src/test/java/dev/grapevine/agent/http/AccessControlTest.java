package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AccessControlTest {

    private static final String REGISTER = "/v1/services/web/1";

    @Test
    void a_host_that_the_dns_of_a_stranger_could_point_here_is_refused() {
        try (TestServer server = new TestServer()) {
            for (String host : List.of(
                    "localhost",
                    "localhost:8500",
                    "127.0.0.1",
                    "127.0.0.1:1",
                    "10.1.2.3:8500",
                    "[::1]",
                    "[::1]:8500",
                    "node7:8500",
                    "AGENT.example.com",
                    "agent.example.com.:80",
                    "grapevine-0.grapevine.default.svc.cluster.local:8500",
                    "a.localhost",
                    "printer.local")) {
                assertThat(server.status("GET", "/v1/self", host)).as(host).isEqualTo(200);
            }
            for (String host : List.of(
                    "evil.example.org", "evil.example.org:8500", "agent.example.com.evil.org", "localhost.evil.org")) {
                assertThat(server.status("GET", "/v1/self", host)).as(host).isEqualTo(403);
                assertThat(server.status("GET", "/", host)).as(host).isEqualTo(403);
                assertThat(server.status("POST", "/v1/leave", host)).as(host).isEqualTo(403);
            }
            assertThat(server.leaves).hasValue(0);
        }
    }

    @Test
    void without_a_token_changes_are_accepted_only_under_names_that_no_neighbour_can_point_here() {
        try (TestServer server = new TestServer()) {
            for (String host : List.of(
                    "localhost",
                    "localhost:8500",
                    "LOCALHOST.",
                    "127.0.0.1:8500",
                    "127.9.9.9",
                    "[::1]:8500",
                    "[::ffff:127.0.0.1]",
                    "agent.example.com:8500")) {
                assertThat(server.status("DELETE", REGISTER, host)).as(host).isEqualTo(404);
            }
            for (String host : List.of(
                    "node7",
                    "node7:8500",
                    "printer.local",
                    "a.internal",
                    "a.svc",
                    "grapevine-0.grapevine.default.svc.cluster.local:8500",
                    "x.home.arpa",
                    "a.localhost",
                    "10.1.2.3",
                    "0.0.0.0",
                    "127.0.0.1.local",
                    "127.1",
                    "2130706433",
                    "[::]",
                    "[fe80::1]")) {
                assertThat(server.status("DELETE", REGISTER, host)).as(host).isEqualTo(403);
                assertThat(server.status("POST", "/v1/leave", host)).as(host).isEqualTo(403);
            }
            assertThat(server.leaves).hasValue(0);
            assertThat(server.raw("POST /v1/leave HTTP/1.1\r\nConnection: close\r\nHost: printer.local\r\n\r\n"))
                    .contains(
                            "\"detail\":\"the Host header is \\\"printer.local\\\"; without a token, changes are accepted under"
                                    + " 127.0.0.1, localhost and this agent's own names only, since others can be pointed here by a"
                                    + " neighbour\",\"remedy\":\"use 127.0.0.1 or localhost in the URL, add the name to http.names"
                                    + " (GRAPEVINE_HTTP_NAMES), or set a token (GRAPEVINE_TOKEN) and send it\"");
        }
        try (TestServer server = new TestServer(Optional.of("s3cret"))) {
            assertThat(server.status("DELETE", REGISTER, "node7", "Authorization", "Bearer s3cret"))
                    .isEqualTo(404);
        }
    }

    @Test
    void a_page_of_another_origin_is_refused() {
        try (TestServer server = new TestServer()) {
            assertThat(server.status("GET", "/v1/self", "localhost:8500", "Origin", "http://localhost:8500"))
                    .isEqualTo(200);
            for (String origin :
                    List.of("http://evil.example.org", "null", "http://localhost:9999", "https://localhost", "::")) {
                assertThat(server.status("GET", "/v1/self", "localhost:8500", "Origin", origin))
                        .as(origin)
                        .isEqualTo(403);
            }
            assertProblem(
                    server.get("/v1/self", "Origin", "http://evil.example.org"),
                    403,
                    "Not allowed",
                    "the request comes from a web page of http://evil.example.org, not of this agent",
                    "open the page of this agent, or send its token",
                    "/v1/self");
        }
    }

    @Test
    void without_a_token_changes_through_a_proxy_are_refused() {
        try (TestServer server = new TestServer()) {
            HttpResponse<String> response = server.send("PUT", REGISTER, "{}", "X-Forwarded-For", "203.0.113.7");
            assertProblem(
                    response,
                    403,
                    "Not allowed",
                    "the request came through a proxy; without a token, changes are accepted from this host only",
                    "set a token (GRAPEVINE_TOKEN) and send it",
                    REGISTER);
            assertThat(server.send("PUT", REGISTER, "{}", "Forwarded", "for=203.0.113.7")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(server.get("/v1/self", "X-Forwarded-For", "203.0.113.7").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void with_a_token_changes_need_it_and_reads_do_not() {
        try (TestServer server = new TestServer(Optional.of("s3cret"))) {
            assertThat(server.get("/v1/self").statusCode()).isEqualTo(200);
            HttpResponse<String> without = server.send("PUT", REGISTER, "{}");
            assertProblem(
                    without,
                    401,
                    "Not allowed",
                    "changes need this agent's token",
                    "send the header Authorization: Bearer with the token of GRAPEVINE_TOKEN",
                    REGISTER);
            assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            HttpResponse<String> wrong = server.send("PUT", REGISTER, "{}", "Authorization", "Bearer s3cre");
            assertProblem(
                    wrong,
                    401,
                    "Not allowed",
                    "the bearer token is not the token of this agent",
                    "send the token of GRAPEVINE_TOKEN",
                    REGISTER);
            assertThat(server.get("/v1/self", "Authorization", "Bearer other").statusCode())
                    .isEqualTo(401);
            assertThat(server.cluster.registered).isEmpty();
            assertThat(server.send("PUT", REGISTER, "{}", "Authorization", "Bearer s3cret")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(server.send("DELETE", REGISTER, "", "Authorization", "bearer s3cret")
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void a_request_with_the_token_may_use_any_host_name() {
        try (TestServer server = new TestServer(Optional.of("s3cret"))) {
            assertThat(server.status("GET", "/v1/self", "agents.example.org")).isEqualTo(403);
            assertThat(server.status("GET", "/v1/self", "agents.example.org", "Authorization", "Bearer s3cret"))
                    .isEqualTo(200);
        }
    }

    @Test
    void headers_beyond_the_limit_are_refused() {
        try (TestServer server = new TestServer()) {
            String response = server.raw("GET /v1/self HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: "
                    + "x".repeat(HttpLimits.HEADER_BYTES) + "\r\n\r\n");
            assertThat(response).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
            assertThat(response)
                    .contains("\"title\":\"Request Header Fields Too Large\",\"status\":431,"
                            + "\"detail\":\"the request line and headers are longer than 8192 bytes\"");
        }
    }

    @Test
    void a_request_that_is_not_http_is_refused() {
        try (TestServer server = new TestServer()) {
            assertThat(server.raw("HELLO\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("\"status\":400");
            assertThat(server.raw("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        }
    }
}
