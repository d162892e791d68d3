package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.grapevine.agent.config.Secret;
import dev.grapevine.agent.config.Token;
import dev.grapevine.agent.config.TokenGrant;
import dev.grapevine.agent.config.TokenScope;
import dev.grapevine.agent.config.Tokens;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
    void a_page_of_another_site_can_link_here_and_neither_fetch_nor_embed_nor_frame_anything() {
        try (TestServer server = new TestServer()) {
            for (String site : List.of("cross-site", "same-site")) {
                for (String destination : List.of("image", "script", "iframe", "empty", "object")) {
                    String mode = destination.equals("iframe") ? "navigate" : "no-cors";
                    for (String path : List.of("/", "/v1/events", "/v1/members?index=1&wait=60s", "/metrics")) {
                        assertThat(server.status(
                                        "GET",
                                        path,
                                        "localhost:8500",
                                        "Sec-Fetch-Site",
                                        site,
                                        "Sec-Fetch-Mode",
                                        mode,
                                        "Sec-Fetch-Dest",
                                        destination))
                                .as(path + " " + destination)
                                .isEqualTo(403);
                    }
                }
                assertThat(server.status(
                                "GET",
                                "/",
                                "localhost:8500",
                                "Sec-Fetch-Site",
                                site,
                                "Sec-Fetch-Mode",
                                "navigate",
                                "Sec-Fetch-Dest",
                                "document"))
                        .isEqualTo(200);
            }
            for (String site : List.of("same-origin", "none")) {
                assertThat(server.status("GET", "/v1/self", "localhost:8500", "Sec-Fetch-Site", site))
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void no_response_may_be_framed_or_read_by_another_origin() {
        try (TestServer server = new TestServer()) {
            for (String path : List.of("/", "/v1/self", "/v1/nothing", "/healthz", "/metrics", "/openapi.json")) {
                HttpResponse<String> response = server.get(path);
                assertThat(response.headers().firstValue("X-Frame-Options"))
                        .as(path)
                        .contains("DENY");
                assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                        .as(path)
                        .contains("same-origin");
                assertThat(response.headers().map().keySet())
                        .as(path)
                        .noneMatch(header -> header.startsWith("access-control-"));
            }
            assertThat(server.get("/")
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow())
                    .contains("frame-ancestors 'none'");
            String preflight = server.raw(String.join(
                    "\r\n",
                    "OPTIONS /v1/services/web/1 HTTP/1.1",
                    "Connection: close",
                    "Host: localhost",
                    "Origin: http://evil.example.org",
                    "Access-Control-Request-Method: PUT",
                    "",
                    ""));
            assertThat(preflight).doesNotStartWith("HTTP/1.1 2").doesNotContainIgnoringCase("\r\nAccess-Control-");
        }
    }

    @Test
    void a_form_or_a_beacon_of_a_page_changes_nothing() {
        try (TestServer server = new TestServer()) {
            for (String[] from : List.of(
                    new String[] {"Origin", "http://evil.example.org"},
                    new String[] {"Origin", "null"},
                    new String[] {"Origin", "http://127.0.0.1:1"},
                    new String[] {"Sec-Fetch-Site", "cross-site"},
                    new String[] {"Sec-Fetch-Site", "same-site"})) {
                assertThat(server.send("POST", "/v1/leave", "{}", from).statusCode())
                        .as(String.join(" ", from))
                        .isEqualTo(403);
            }
            assertThat(server.leaves).hasValue(0);
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

    private static Token token(String text, TokenGrant... grants) {
        return new Token(text + "-owner", new Secret(Token.hash(text)), List.of(grants));
    }

    private static Tokens tokens(TokenGrant... anonymous) {
        return new Tokens(
                List.of(
                        token("reader", new TokenGrant(TokenScope.READ, "")),
                        token("web", new TokenGrant(TokenScope.REGISTER, "we")),
                        token("operator", new TokenGrant(TokenScope.OPERATE, ""))),
                List.of(anonymous),
                false);
    }

    @Test
    void a_token_allows_what_its_scopes_say_and_nothing_besides() {
        try (TestServer server = new TestServer(tokens())) {
            for (String[] each : List.of(
                    new String[] {"reader", "200", "403", "403", "403"},
                    new String[] {"web", "403", "404", "403", "403"},
                    new String[] {"operator", "403", "403", "403", "202"},
                    new String[] {"nobody", "401", "401", "401", "401"})) {
                String bearer = "Bearer " + each[0];
                assertThat(server.status("GET", "/v1/members", "localhost", "Authorization", bearer) + " "
                                + server.status("DELETE", REGISTER, "localhost", "Authorization", bearer) + " "
                                + server.status("DELETE", "/v1/services/db/1", "localhost", "Authorization", bearer)
                                + " "
                                + server.status("POST", "/v1/leave", "localhost", "Authorization", bearer))
                        .as(each[0])
                        .isEqualTo(String.join(" ", List.of(each).subList(1, 5)));
            }
            assertProblem(
                    server.send("DELETE", "/v1/services/db/1", "", "Authorization", "Bearer web"),
                    403,
                    "Not allowed",
                    "the token of web-owner does not allow this: it needs the scope register for db, and has register:we",
                    "use a token that has it; 'grapevine token NAME --scopes register' makes one",
                    "/v1/services/db/1");
        }
    }

    @Test
    void the_rest_get_what_anonymous_is_given_also_on_loopback() {
        try (TestServer server = new TestServer(tokens())) {
            assertThat(server.status("GET", "/v1/members", "localhost")).isEqualTo(401);
            assertThat(server.status("GET", "/metrics", "localhost")).isEqualTo(401);
            assertThat(server.status("GET", "/v1/events", "localhost")).isEqualTo(401);
            assertThat(server.status("DELETE", REGISTER, "localhost")).isEqualTo(401);
            for (String open : List.of("/healthz", "/", "/openapi.json")) {
                assertThat(server.status("GET", open, "localhost")).as(open).isEqualTo(200);
            }
            assertThat(server.status("HEAD", "/v1/members", "localhost")).isEqualTo(401);
        }
        try (TestServer server = new TestServer(
                tokens(new TokenGrant(TokenScope.READ, ""), new TokenGrant(TokenScope.REGISTER, "web")))) {
            assertThat(server.status("GET", "/v1/members", "localhost")).isEqualTo(200);
            assertThat(server.status("DELETE", REGISTER, "localhost")).isEqualTo(404);
            assertThat(server.status("DELETE", "/v1/services/db/1", "localhost"))
                    .isEqualTo(401);
            assertThat(server.status("POST", "/v1/leave", "localhost")).isEqualTo(401);
            assertThat(server.status("DELETE", REGISTER, "evil.example.org")).isEqualTo(403);
        }
    }

    @Test
    void a_token_comes_as_bearer_as_consul_s_header_or_as_the_basic_password_and_never_in_a_url() {
        try (TestServer server = new TestServer(tokens())) {
            String basic = Base64.getEncoder().encodeToString("anybody:reader".getBytes(StandardCharsets.UTF_8));
            assertThat(server.status("GET", "/v1/members", "localhost", "Authorization", "Basic " + basic))
                    .isEqualTo(200);
            assertThat(server.status("GET", "/v1/members", "localhost", "X-Consul-Token", "reader"))
                    .isEqualTo(200);
            assertThat(server.status("GET", "/v1/members", "localhost", "X-Consul-Token", ""))
                    .isEqualTo(401);
            for (String bad :
                    List.of("Basic", "Basic !", "Basic " + basic.substring(1), "Bearer", "Bearer  ", "reader2")) {
                assertThat(server.status("GET", "/v1/members", "localhost", "Authorization", bad))
                        .as(bad)
                        .isEqualTo(401);
            }
            assertThat(server.status("GET", "/v1/members?token=reader", "localhost"))
                    .isEqualTo(401);
        }
    }

    @Test
    void a_page_changes_something_only_from_this_origin_and_with_a_token() {
        String origin = "http://localhost:8500";
        for (Tokens accepted : List.of(
                Tokens.NONE, tokens(new TokenGrant(TokenScope.REGISTER, "")), Tokens.one(new Secret(new byte[] {'x'
                })))) {
            try (TestServer server = new TestServer(accepted)) {
                for (String[] headers : List.of(
                        new String[] {"Origin", origin},
                        new String[] {"Sec-Fetch-Site", "same-origin"},
                        new String[] {"Sec-Fetch-Site", "none"},
                        new String[] {"Sec-Fetch-Site", "cross-site"})) {
                    assertThat(server.status("DELETE", REGISTER, "localhost:8500", headers))
                            .as(String.join(" ", headers))
                            .isEqualTo(403);
                }
            }
        }
        try (TestServer server = new TestServer(tokens())) {
            String[] web = {"Authorization", "Bearer web", "Sec-Fetch-Site", "same-origin", "Origin", origin};
            assertThat(server.status("DELETE", REGISTER, "localhost:8500", web)).isEqualTo(404);
            web[3] = "same-site";
            assertThat(server.status("DELETE", REGISTER, "localhost:8500", web)).isEqualTo(403);
            web[3] = "same-origin";
            web[5] = "http://evil.example.org";
            assertThat(server.status("DELETE", REGISTER, "localhost:8500", web)).isEqualTo(403);
        }
    }

    @Test
    void each_change_is_audited_and_refused_ones_are_limited() {
        Logger audit = (Logger) LoggerFactory.getLogger("dev.grapevine.agent.audit");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
        try (TestServer server = new TestServer(tokens())) {
            server.status("GET", "/v1/members", "localhost", "Authorization", "Bearer reader");
            server.status("DELETE", REGISTER + "?x=hush", "localhost", "Authorization", "Bearer web");
            server.status("POST", "/v1/leave", "localhost", "Authorization", "Bearer operator");
            for (int i = 0; i < 30; i++) {
                server.status("POST", "/v1/leave", "localhost", "Authorization", "Bearer guess" + i);
            }
        } finally {
            audit.detachAppender(lines);
            audit.setLevel(null);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(12)
                .startsWith(
                        "AUDIT DELETE /v1/services/web/1 by web-owner from 127.0.0.1: 400",
                        "AUDIT POST /v1/leave by operator-owner from 127.0.0.1: 202",
                        "AUDIT POST /v1/leave by anonymous from 127.0.0.1: 401");
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
