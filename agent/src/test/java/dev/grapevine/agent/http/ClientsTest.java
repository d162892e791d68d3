package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, do not read, or go away hold nothing that others need. */
final class ClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Shorter than that of an agent, so that these tests need not wait for long. */
    private static final HttpPatience HURRY =
            new HttpPatience(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final List<Socket> sockets = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(Optional.empty(), HURRY);
    }

    @AfterEach
    void stop() throws IOException {
        closeAll();
        server.close();
    }

    private void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** A connection from 127.0.0.{@code host} on which some text was sent. */
    private Socket send(int host, String text) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.bind(new InetSocketAddress("127.0.0." + host, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()), 20_000);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private void assertServes() {
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(server.get("/v1/members").statusCode()).isEqualTo(200);
        assertThat(server.send("PUT", "/v1/services/web/1", "{}").statusCode()).isBetween(200, 201);
    }

    private void awaitHttp(String what, int count) {
        await().atMost(PATIENCE)
                .until(() -> server.get("/v1/stats").body().matches(".*\"" + what + "\":" + count + "[,}].*"));
    }

    @Test
    void an_agent_waits_ten_seconds_for_a_request_and_thirty_for_the_reader_of_a_stream() {
        assertThat(HttpPatience.USUAL)
                .isEqualTo(new HttpPatience(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30)));
    }

    @Test
    void unfinished_bodies_block_nobody_and_are_not_waited_for() throws IOException {
        for (int i = 0; i < 200; i++) {
            send(
                    1,
                    "PUT /v1/services/web/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 100\r\n\r\n{");
        }
        assertServes();
        String answer = new String(sockets.get(0).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer)
                .startsWith("HTTP/1.1 408 ")
                .endsWith("\"detail\":\"the body did not arrive within 2 s\",\"instance\":\"/v1/services/web/x\"}");
        assertThat(server.services.find("web", "x")).isEmpty();
    }

    @Test
    void half_written_headers_block_nobody_and_are_not_waited_for() throws IOException {
        for (int i = 0; i < 1_100; i++) {
            send(1, "GET /v1/members HTTP/1.1\r\nHost: local");
        }
        assertServes();
        assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void a_header_that_comes_a_byte_at_a_time_is_not_waited_for_also_on_a_connection_that_has_had_an_answer()
            throws IOException {
        Socket socket = send(1, get("/healthz"));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
        await().atMost(PATIENCE).until(() -> {
            try {
                socket.getOutputStream().write('x');
                return false;
            } catch (IOException closed) {
                return true;
            }
        });
    }

    @Test
    void waiting_reads_of_clients_that_have_gone_return_their_places() throws IOException {
        String read = get("/v1/members?wait=5m&index=" + server.history.last());
        for (int i = 0; i < 300; i++) {
            send(2 + i % 2, read);
        }
        awaitHttp("parked", HttpLimits.PARKED);
        closeAll();
        awaitHttp("parked", 0);
    }

    @Test
    void one_client_cannot_have_all_places() throws IOException {
        String read = get("/v1/members?wait=5m&index=" + server.history.last());
        for (int i = 0; i < 300; i++) {
            send(2, read);
        }
        awaitHttp("parked", HttpLimits.PARKED_PER_CLIENT);
        for (int i = 0; i < 100; i++) {
            send(2, get("/v1/events"));
        }
        awaitHttp("streams", HttpLimits.STREAMS_PER_CLIENT);
        Socket other = send(3, read);
        awaitHttp("parked", HttpLimits.PARKED_PER_CLIENT + 1);
        other.close();
        awaitHttp("parked", HttpLimits.PARKED_PER_CLIENT);
    }

    @Test
    void streams_of_clients_that_have_gone_return_their_places() throws IOException {
        for (int i = 0; i < 40; i++) {
            send(1, get("/v1/events"));
        }
        awaitHttp("streams", 40);
        closeAll();
        awaitHttp("streams", 0);
    }

    @Test
    void streams_that_nobody_reads_are_cut_and_hold_little() throws IOException {
        for (int i = 2; i < 3_000; i++) {
            server.cluster.put("member-with-a-long-name-" + i, Status.ALIVE, "eu");
        }
        for (int i = 0; i < 64; i++) {
            send(2 + i % 2, get("/v1/events"));
        }
        awaitHttp("streams", 64);
        awaitHttp("streams", 0);
        assertServes();
    }

    @Test
    void responses_that_nobody_reads_occupy_no_worker() throws IOException {
        for (int i = 2; i < 3_000; i++) {
            server.cluster.put("member-with-a-long-name-" + i, Status.ALIVE, "eu");
        }
        for (int i = 0; i < 3 * HttpLimits.WORKERS; i++) {
            send(1, get("/v1/members"));
        }
        assertServes();
    }

    @Test
    void health_is_answered_while_all_workers_are_stuck() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        server.cluster.disturbance = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try {
            for (int i = 0; i < 3 * HttpLimits.WORKERS; i++) {
                send(
                        1,
                        "PUT /v1/services/web/" + i
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 2\r\n\r\n{}");
            }
            server.cluster.becomeReady();
            for (int i = 0; i < 20; i++) {
                assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
                assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void a_method_cannot_be_overridden() {
        server.send("PUT", "/v1/services/web/1", "{}");
        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            assertThat(server.get("/v1/services/web", header, "DELETE").statusCode())
                    .isEqualTo(200);
            assertThat(server.get("/v1/services/web/1", header, "DELETE").statusCode())
                    .isEqualTo(405);
            assertThat(server.send("POST", "/v1/services/web/1", "", header, "DELETE")
                            .statusCode())
                    .isEqualTo(405);
        }
        assertThat(server.services.find("web", "1")).isPresent();
    }

    @Test
    void head_is_answered_as_get_without_the_body() throws IOException {
        server.send("PUT", "/v1/services/web/1", "{}");
        for (String path : List.of(
                "/v1/members",
                "/v1/services/web",
                "/v1/services/none",
                "/v1/members?x=1",
                "/healthz",
                "/readyz",
                "/",
                "/none")) {
            var get = server.get(path);
            var head = server.send("HEAD", path, "");
            assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
            Map<String, List<String>> expected =
                    new java.util.TreeMap<>(get.headers().map());
            Map<String, List<String>> found =
                    new java.util.TreeMap<>(head.headers().map());
            expected.remove("date");
            found.remove("date");
            assertThat(found).as(path).isEqualTo(expected);
            assertThat(head.body()).as(path).isEmpty();
        }
        assertThat(server.send("HEAD", "/v1/events", "").statusCode()).isEqualTo(200);
        awaitHttp("streams", 0);
    }

    @Test
    void a_part_of_the_next_request_that_comes_during_a_wait_ends_the_connection_after_the_response()
            throws IOException {
        Socket socket = send(1, get("/v1/members?wait=2s&index=" + server.history.last()));
        awaitHttp("parked", 1);
        socket.getOutputStream().write(get("/healthz").getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Connection: close");
    }

    @Test
    void requests_that_are_sent_together_are_answered_in_turn() throws IOException {
        Socket socket = send(1, get("/v1/members?wait=100ms&index=" + server.history.last()) + get("/healthz"));
        byte[] answers = new byte[4_096];
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("ok\n")) {
            int read = socket.getInputStream().read(answers);
            text.append(new String(answers, 0, read, StandardCharsets.UTF_8));
        }
        assertThat(text.toString()).startsWith("HTTP/1.1 200 ").contains("]HTTP/1.1 200 ");
    }
}
