package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.grapevine.model.Health;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks against real servers on the loopback interface. */
class CheckEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Cluster cluster = Cluster.builder()
            .name("m1")
            .cluster("test-" + UUID.randomUUID())
            .port(0)
            .profile(Profile.LOCAL)
            .start();

    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setExecutor(serving);
        server.start();
    }

    @AfterEach
    void stopAll() {
        cluster.abort();
        end.countDown();
        server.stop(0);
        serving.shutdownNow();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", url("/good"));
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 60, 500})
    void checks_that_hang_delay_no_other(int hanging) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/well", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        Duration patient = Duration.ofMinutes(10);
        try (ServerSocket silent = new ServerSocket(0, 1_000, LOOPBACK)) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            for (int i = 0; i < hanging; i++) {
                cluster.register(
                        ServiceInstance.named("silent").id("s" + i).port(1).build(),
                        Check.http(url).every(patient).timeout(patient));
            }
            cluster.register(
                    ServiceInstance.named("well").port(1).build(),
                    Check.http(url("/well")).every(Duration.ofSeconds(1)));
            await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() >= 3);
        }
    }

    @Test
    void an_instance_has_at_most_eight_checks() {
        Check ttl = Check.ttl(Duration.ofSeconds(10));
        Check[] eightMore = Collections.nCopies(8, ttl).toArray(Check[]::new);
        ServiceInstance web = ServiceInstance.named("web").port(1).build();
        assertThatThrownBy(() -> cluster.register(web, ttl, eightMore))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found 9 checks, expected at most 8 for an instance; let one of them stand for several");
        assertThat(cluster.ownInstances()).isEmpty();
        cluster.register(web, ttl, Arrays.copyOf(eightMore, 7));
        assertThat(cluster.ownInstances()).hasSize(1);
    }

    private ServiceRegistration register(Check check) {
        return cluster.register(
                ServiceInstance.named("s" + cluster.ownInstances().size()).build(), check);
    }

    private static void until(ServiceRegistration registration, Health health, String output) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(registration.instance().output()).isEqualTo(output);
            assertThat(registration.instance().health()).isEqualTo(health);
        });
    }

    // ---- HTTP

    @Test
    void the_status_of_a_response_is_the_health_and_its_body_the_output() {
        answer("/good", 200, " all well\n");
        answer("/empty", 204, "");
        answer("/busy", 429, "later");
        answer("/broken", 500, "no database");
        answer("/moved", 302, "");
        until(register(Check.http(url("/good"))), Health.PASSING, "HTTP 200: all well");
        until(register(Check.http(url("/empty"))), Health.PASSING, "HTTP 204");
        until(register(Check.http(url("/busy"))), Health.WARNING, "HTTP 429: later");
        until(register(Check.http(url("/broken"))), Health.CRITICAL, "HTTP 500: no database");
        until(register(Check.http(url("/moved"))), Health.CRITICAL, "HTTP 302");
    }

    @Test
    void an_endless_body_is_read_in_part() {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    out.write("xxxxxxxx".getBytes(StandardCharsets.UTF_8));
                }
            }
        });
        until(register(Check.http(url("/endless"))), Health.PASSING, "HTTP 200: " + "x".repeat(246));
    }

    @Test
    void a_response_or_body_that_does_not_come_is_a_failure() {
        server.createContext("/silent", exchange -> hold(end));
        server.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hold(end);
        });
        for (String path : List.of("/silent", "/half")) {
            until(
                    register(Check.http(url(path))
                            .timeout(Duration.ofMillis(100))
                            .every(Duration.ofMillis(200))),
                    Health.CRITICAL,
                    "GET " + url(path) + ": no response within 0.1 s");
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_server_that_is_gone_is_a_failure_and_its_return_a_success() throws IOException {
        answer("/good", 200, "");
        String url = url("/good");
        int port = server.getAddress().getPort();
        ServiceRegistration registration =
                register(Check.http(url).every(Duration.ofMillis(20)).failures(1));
        until(registration, Health.PASSING, "HTTP 200");
        server.stop(0);
        await().atMost(PATIENCE).until(() -> registration.instance().health() == Health.CRITICAL);
        assertThat(registration.instance().output()).startsWith("GET " + url + ": ");
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, port), 0);
        answer("/good", 200, "");
        server.start();
        until(registration, Health.PASSING, "HTTP 200");
    }

    // ---- TCP

    @Test
    void a_connection_that_is_accepted_is_a_success() {
        int port = server.getAddress().getPort();
        until(register(Check.tcp("127.0.0.1", port)), Health.PASSING, "connected to 127.0.0.1:" + port);
        until(register(Check.tcp("localhost", port)), Health.PASSING, "connected to localhost:" + port);
    }

    @Test
    void a_connection_that_is_refused_is_a_failure() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, LOOPBACK)) {
            port = closed.getLocalPort();
        }
        until(register(Check.tcp("127.0.0.1", port)), Health.CRITICAL, "127.0.0.1:" + port + ": Connection refused");
    }

    @Test
    void a_connection_that_is_not_accepted_in_time_is_a_failure() throws IOException {
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, LOOPBACK)) {
            fill(full, queued);
            until(
                    register(Check.tcp("127.0.0.1", full.getLocalPort())
                            .timeout(Duration.ofMillis(100))
                            .every(Duration.ofMillis(200))),
                    Health.CRITICAL,
                    "127.0.0.1:" + full.getLocalPort() + ": no connection within 0.1 s");
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    /** Connects until the kernel no longer answers, because nobody accepts. */
    private static void fill(ServerSocket server, List<Socket> queued) {
        while (true) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException full) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ---- code of the program

    private ServiceRegistration asked(Supplier<? extends @Nullable Health> supplier) {
        return register(Check.of(supplier));
    }

    @Test
    void whatever_the_program_does_is_an_answer() {
        until(asked(() -> Health.WARNING), Health.WARNING, "the check returned WARNING");
        until(asked(() -> null), Health.CRITICAL, "the check returned null; it has to return a health");
        until(
                asked(() -> {
                    throw new IllegalStateException("no database");
                }),
                Health.CRITICAL,
                "no database");
        until(
                asked(() -> {
                    throw new IllegalStateException();
                }),
                Health.CRITICAL,
                "java.lang.IllegalStateException");
        until(
                asked(() -> {
                    throw new StackOverflowError("too deep");
                }),
                Health.CRITICAL,
                "too deep");
    }

    @Test
    void a_check_that_blocks_is_a_failure_runs_once_and_delays_no_other() {
        answer("/good", 200, "");
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<ServiceRegistration> blocked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            blocked.add(register(Check.of(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        while (end.getCount() > 0) {
                            try {
                                end.await();
                            } catch (InterruptedException ignored) {
                                // A stubborn program waits on.
                            }
                        }
                        running.decrementAndGet();
                        return Health.PASSING;
                    })
                    .timeout(Duration.ofMillis(50))
                    .every(Duration.ofMillis(60))
                    .failures(3)));
        }
        until(register(Check.of(() -> Health.PASSING)), Health.PASSING, "the check returned PASSING");
        until(register(Check.http(url("/good"))), Health.PASSING, "HTTP 200");
        int port = server.getAddress().getPort();
        until(register(Check.tcp("127.0.0.1", port)), Health.PASSING, "connected to 127.0.0.1:" + port);
        await().atMost(PATIENCE)
                .until(() -> blocked.stream()
                        .allMatch(one -> one.instance().output().equals("the check did not answer within 0.05 s")));
        assertThat(most.get()).isEqualTo(50);
    }

    @Test
    void a_check_is_interrupted_at_its_timeout_and_runs_again() {
        AtomicInteger interrupted = new AtomicInteger();
        ServiceRegistration registration = register(Check.of(() -> {
                    if (interrupted.get() < 3) {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                        }
                    }
                    return Health.PASSING;
                })
                .timeout(Duration.ofMillis(20))
                .every(Duration.ofMillis(30))
                .failures(1));
        until(registration, Health.PASSING, "the check returned PASSING");
        assertThat(interrupted.get()).isEqualTo(3);
    }

    @Test
    void a_registration_that_ends_interrupts_its_check() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ServiceRegistration registration = register(Check.of(() -> {
            began.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Health.PASSING;
        }));
        hold(began);
        registration.close();
        hold(interrupted);
    }
}
