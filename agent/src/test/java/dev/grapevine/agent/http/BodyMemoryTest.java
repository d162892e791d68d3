package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that send most of a body, and then wait. */
class BodyMemoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SENT = 60_000;
    private static final int ENOUGH = HttpLimits.BODIES_BYTES / SENT + 1;

    private final TestServer server = new TestServer();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void bodies_of_all_clients_take_a_limited_amount_of_memory_which_comes_back() throws IOException {
        byte[] part = ("PUT /v1/services/web/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 64000\r\n\r\n" + "x".repeat(SENT))
                .getBytes(StandardCharsets.US_ASCII);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
            if (sockets.size() < 2 * ENOUGH) {
                Socket socket = new Socket("127.0.0.1", server.port());
                sockets.add(socket);
                socket.getOutputStream().write(part);
            }
            return sockets.stream().anyMatch(BodyMemoryTest::refused);
        });
        for (Socket socket : sockets) {
            socket.close();
        }
        await().atMost(PATIENCE)
                .until(() -> server.send("PUT", "/v1/services/web/x", "{\"port\":80}")
                                .statusCode()
                        == 201);
        assertThat(sockets).hasSizeGreaterThanOrEqualTo(ENOUGH);
    }

    private static boolean refused(Socket socket) {
        try {
            return socket.getInputStream().available() > 0
                    && new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
                            .equals("HTTP/1.1 503");
        } catch (IOException closed) {
            return false;
        }
    }
}
