package dev.grapevine.agent.check;

import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.grapevine.agent.check.HealthChecks.Key;
import dev.grapevine.agent.check.HealthChecks.Verdict;
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

/** Checks that run, on small servers of loopback; their pauses pass in fake time. */
final class PolledCheckTest {

    private static final Key WEB = new Key("web", "1");

    private final FakeTime time = new FakeTime();
    private final HealthChecks checks = time.checks();
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

    private void run(int answer, String words) {
        status = answer;
        body = words;
        time.pass(Duration.ofSeconds(10));
    }

    private void assertVerdict(Health health, String output) {
        assertThat(checks.verdict(WEB)).contains(new Verdict(health, output));
    }

    @Test
    void the_status_of_the_answer_decides() {
        watch(new CheckSpec.Http("/health", pace(1, 1)), port());
        assertVerdict(PASSING, "HTTP 200");
        run(429, "come later");
        assertVerdict(WARNING, "HTTP 429: come later");
        run(204, "");
        assertVerdict(PASSING, "HTTP 204");
        run(302, "");
        assertVerdict(CRITICAL, "HTTP 302");
        run(500, "database gone\n");
        assertVerdict(CRITICAL, "HTTP 500: database gone");
        run(404, "");
        assertVerdict(CRITICAL, "HTTP 404");
    }

    @Test
    void one_failure_is_looked_into_after_a_second_and_two_are_a_verdict() {
        watch(new CheckSpec.Http("/health", pace(2, 1)), port());
        status = 500;
        time.pass(Duration.ofSeconds(10));
        assertThat(time.told()).hasSize(1).allSatisfy(told -> assertThat(told).endsWith("PASSING HTTP 200"));
        time.pass(Duration.ofSeconds(1));
        assertThat(time.told()).hasSize(1).allSatisfy(told -> assertThat(told).endsWith("CRITICAL HTTP 500"));
    }

    @Test
    void a_single_failure_tells_nothing() {
        watch(new CheckSpec.Http("/health", pace(2, 1)), port());
        time.told();
        status = 500;
        time.pass(Duration.ofSeconds(10));
        status = 200;
        time.pass(Duration.ofSeconds(60));
        assertThat(time.told()).isEmpty();
    }

    @Test
    void of_a_long_body_the_beginning_is_kept() {
        body = "é".repeat(100_000);
        watch(new CheckSpec.Http("http://127.0.0.1:" + port() + "/health", pace(1, 1)), 0);
        String output = checks.verdict(WEB).orElseThrow().output();
        assertThat(output).startsWith("HTTP 200: ééé");
        assertThat(output.getBytes(StandardCharsets.UTF_8).length).isBetween(4_000, CheckResult.OUTPUT_LIMIT);
    }

    @Test
    void a_body_that_trickles_is_a_timeout() {
        CheckSpec.Pace quick = new CheckSpec.Pace(Duration.ofSeconds(10), Duration.ofMillis(200), 1, 1);
        watch(new CheckSpec.Http("/never", quick), port());
        assertVerdict(CRITICAL, "GET http://127.0.0.1:" + port() + "/never: no answer within 0.2 s");
    }

    @Test
    void nobody_there_is_critical() throws IOException {
        int free = freePort();
        watch(new CheckSpec.Http("/health", pace(1, 1)), free);
        assertVerdict(CRITICAL, "GET http://127.0.0.1:" + free + "/health: connection refused");
        watch(new CheckSpec.Tcp("", pace(1, 1)), free);
        assertVerdict(CRITICAL, "127.0.0.1:" + free + ": Connection refused");
    }

    @Test
    void a_connection_that_is_taken_passes() {
        watch(new CheckSpec.Tcp("", pace(1, 1)), port());
        assertVerdict(PASSING, "connected to 127.0.0.1:" + port());
    }

    @Test
    void a_target_of_its_own_is_taken_instead_of_the_instances() {
        watch(new CheckSpec.Tcp("127.0.0.1:" + port(), pace(1, 1)), 1);
        assertThat(checks.verdict(WEB).orElseThrow().health()).isEqualTo(PASSING);
    }

    @Test
    void a_check_tells_where_it_stands() {
        body = "ok";
        watch(new CheckSpec.Http("/health", pace(2, 1)), port());
        CheckStatus status = checks.status(WEB).get(0);
        assertThat(status.spec().toString()).isEqualTo("http://127.0.0.1:" + port() + "/health");
        assertThat(status.health()).isEqualTo(PASSING);
        assertThat(status.output()).isEqualTo("HTTP 200: ok");
        assertThat(status.at()).contains(time.instant());
    }

    @Test
    void what_is_watched_no_longer_does_not_run() {
        watch(new CheckSpec.Http("/health", pace(1, 1)), port());
        checks.unwatch(WEB);
        status = 500;
        time.told();
        time.pass(Duration.ofSeconds(60));
        assertThat(time.told()).isEmpty();
        assertThat(time.timers()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
