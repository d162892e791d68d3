package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Method, body and expected content of HTTP checks, against a server that answers with what it was asked. */
class HttpRequestChecksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InstanceKey WEB = new InstanceKey("web", "1");

    private final HealthChecks checks = HealthChecks.start(Clock.systemUTC(), new FakeCluster(), key -> {});
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = (exchange.getRequestMethod() + " "
                            + exchange.getRequestHeaders().getFirst("Content-Type") + " [" + body + "] "
                            + "x".repeat(exchange.getRequestURI().getPath().equals("/long") ? 60_000 : 0) + "ready")
                    .getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : answer.length);
            if (!head) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        checks.close();
        server.stop(0);
    }

    private CheckStatus run(String path, String method, String body, String contains, Map<String, String> headers) {
        CheckSpec.Pace pace = new CheckSpec.Pace(Duration.ofHours(1), PATIENCE, 1, 1);
        HttpCheckOptions options = new HttpCheckOptions(headers, true, Optional.empty(), method, body, contains);
        checks.watch(
                WEB,
                "127.0.0.1",
                server.getAddress().getPort(),
                List.of(new CheckSpec.Http(path, options, pace)),
                Health.CRITICAL,
                InstanceVerdict.NOT_CHECKED,
                List.of(),
                null);
        await().atMost(PATIENCE).until(() -> checks.status(WEB).get(0).at().isPresent());
        return checks.status(WEB).get(0);
    }

    @Test
    void the_method_and_the_body_are_sent() {
        assertThat(run("/", "POST", "{\"é\":1}", "", Map.of("Content-Type", "application/json"))
                        .output())
                .isEqualTo("HTTP 200: POST application/json [{\"é\":1}] ready");
        assertThat(run("/", "PUT", "", "", Map.of()).output())
                .startsWith("HTTP 200: PUT ")
                .endsWith("[] ready");
        assertThat(run("/", "HEAD", "", "", Map.of()).output()).isEqualTo("HTTP 200");
    }

    @Test
    void a_response_without_the_expected_content_is_critical() {
        assertThat(run("/", "GET", "", "ready", Map.of()).health()).isEqualTo(Health.PASSING);
        assertThat(run("/long", "GET", "", "ready", Map.of()).health()).isEqualTo(Health.PASSING);
        CheckStatus lacking = run("/", "GET", "", "(a+)+$", Map.of());
        assertThat(lacking.health()).isEqualTo(Health.CRITICAL);
        assertThat(lacking.output()).startsWith("HTTP 200, and the response does not contain \"(a+)+$\": GET");
    }
}
