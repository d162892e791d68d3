package dev.grapevine.agent.check;

import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks of small servers on loopback. The pauses between runs pass in fake time. */
final class PolledCheckTest {

    private static final InstanceKey WEB = new InstanceKey("web", "1");

    private final FakeCheckRuntime runtime = new FakeCheckRuntime();
    private final HealthChecks checks = runtime.checks();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/health", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.createContext("/never", exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.setExecutor(action -> new Thread(action).start());
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static CheckSpec.Pace pace(int failures, int successes) {
        return new CheckSpec.Pace(Duration.ofSeconds(10), Duration.ofSeconds(5), failures, successes);
    }

    private void watch(CheckSpec check, int port) {
        checks.watch(WEB, "127.0.0.1", port, List.of(check), CRITICAL, "not checked yet", null);
    }

    private void run(int nextStatus, String nextBody) {
        status = nextStatus;
        body = nextBody;
        runtime.pass(Duration.ofSeconds(10));
    }

    private void assertHealth(Health health, String output) {
        assertThat(checks.combined(WEB)).contains(new CombinedHealth(health, output));
    }

    @Test
    void the_status_of_the_response_determines_the_health() {
        watch(new CheckSpec.Http("/health", pace(1, 1)), port());
        assertHealth(PASSING, "HTTP 200");
        run(429, "come later");
        assertHealth(WARNING, "HTTP 429: come later");
        run(204, "");
        assertHealth(PASSING, "HTTP 204");
        run(302, "");
        assertHealth(CRITICAL, "HTTP 302");
        run(500, "database gone\n");
        assertHealth(CRITICAL, "HTTP 500: database gone");
        run(404, "");
        assertHealth(CRITICAL, "HTTP 404");
    }

    @Test
    void after_one_failure_the_check_runs_again_soon_and_two_make_it_critical() {
        watch(new CheckSpec.Http("/health", pace(2, 1)), port());
        status = 500;
        runtime.pass(Duration.ofSeconds(10));
        assertThat(runtime.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change).endsWith("PASSING HTTP 200"));
        runtime.pass(Duration.ofSeconds(1));
        assertThat(runtime.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change).endsWith("CRITICAL HTTP 500"));
    }

    @Test
    void a_single_failure_changes_nothing() {
        watch(new CheckSpec.Http("/health", pace(2, 1)), port());
        runtime.changes();
        status = 500;
        runtime.pass(Duration.ofSeconds(10));
        status = 200;
        runtime.pass(Duration.ofSeconds(60));
        assertThat(runtime.changes()).isEmpty();
    }

    @Test
    void a_long_body_is_truncated() {
        body = "é".repeat(100_000);
        watch(new CheckSpec.Http("http://127.0.0.1:" + port() + "/health", pace(1, 1)), 0);
        String output = checks.combined(WEB).orElseThrow().output();
        assertThat(output).startsWith("HTTP 200: ééé");
        assertThat(output.getBytes(StandardCharsets.UTF_8).length).isBetween(4_000, CheckResult.OUTPUT_LIMIT);
    }

    @Test
    void a_slow_body_is_a_timeout() {
        CheckSpec.Pace quick = new CheckSpec.Pace(Duration.ofSeconds(10), Duration.ofMillis(200), 1, 1);
        watch(new CheckSpec.Http("/never", quick), port());
        assertHealth(CRITICAL, "GET http://127.0.0.1:" + port() + "/never: no response within 0.2 s");
    }

    @Test
    void a_refused_connection_is_critical() throws IOException {
        int free = freePort();
        watch(new CheckSpec.Http("/health", pace(1, 1)), free);
        assertHealth(CRITICAL, "GET http://127.0.0.1:" + free + "/health: connection refused");
        watch(new CheckSpec.Tcp("", pace(1, 1)), free);
        assertHealth(CRITICAL, "127.0.0.1:" + free + ": Connection refused");
    }

    @Test
    void an_accepted_connection_passes() {
        watch(new CheckSpec.Tcp("", pace(1, 1)), port());
        assertHealth(PASSING, "connected to 127.0.0.1:" + port());
    }

    @Test
    void an_explicit_target_is_used_instead_of_the_instances_own() {
        watch(new CheckSpec.Tcp("127.0.0.1:" + port(), pace(1, 1)), 1);
        assertThat(checks.combined(WEB).orElseThrow().health()).isEqualTo(PASSING);
    }

    @Test
    void a_check_has_a_status() {
        body = "ok";
        watch(new CheckSpec.Http("/health", pace(2, 1)), port());
        CheckStatus status = checks.status(WEB).get(0);
        assertThat(status.spec().toString()).isEqualTo("http://127.0.0.1:" + port() + "/health");
        assertThat(status.health()).isEqualTo(PASSING);
        assertThat(status.output()).isEqualTo("HTTP 200: ok");
        assertThat(status.at()).contains(runtime.now());
    }

    @Test
    void a_check_that_was_removed_does_not_run() {
        watch(new CheckSpec.Http("/health", pace(1, 1)), port());
        checks.unwatch(WEB);
        status = 500;
        runtime.changes();
        runtime.pass(Duration.ofSeconds(60));
        assertThat(runtime.changes()).isEmpty();
        assertThat(runtime.timers()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
