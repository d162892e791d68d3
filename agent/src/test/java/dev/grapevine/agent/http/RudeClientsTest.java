package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What clients do is no reason for a warning: they vanish by a FIN or a reset, fall silent, or stop in mid-request. */
final class RudeClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Shorter than that of an agent, so that these tests need not wait for long. */
    private static final HttpPatience HURRY =
            new HttpPatience(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            if (line.getLevel().isGreaterOrEqual(Level.WARN)) {
                warnings.add(line.getLoggerName() + " " + line.getFormattedMessage()
                        + (line.getThrowableProxy() == null
                                ? ""
                                : " " + line.getThrowableProxy().getClassName() + ": "
                                        + line.getThrowableProxy().getMessage()));
            }
        }
    };

    private final List<Socket> sockets = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        server = new TestServer(Optional.empty(), HURRY);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        root.detachAppender(appender);
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private String waiting() {
        return get("/v1/members?wait=5m&index=" + server.history.last());
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static boolean closed(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private void awaitHttp(String what, int count) {
        await().atMost(PATIENCE)
                .until(() -> server.get("/v1/stats").body().matches(".*\"" + what + "\":" + count + "[,}].*"));
    }

    private void assertSilent() {
        assertThat(server.get("/v1/members").statusCode()).isEqualTo(200);
        assertThat(warnings).isEmpty();
    }

    @Test
    void clients_that_leave_while_their_reads_wait() throws IOException {
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 40; i++) {
                send(waiting());
            }
            awaitHttp("parked", 40);
            for (int i = 0; i < 40; i++) {
                if (i == 20) {
                    server.history.touch("web"); // some reads end while their clients leave
                    server.cluster.emit(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
                }
                Socket socket = sockets.get(i);
                if (i % 3 == 0) {
                    socket.close();
                } else if (i % 3 == 1) {
                    reset(socket);
                } else {
                    socket.shutdownOutput();
                }
            }
            sockets.clear();
            awaitHttp("parked", 0);
        }
        assertSilent();
    }

    @Test
    void clients_that_leave_their_streams() throws IOException {
        for (int i = 0; i < 40; i++) {
            send(get("/v1/events"));
        }
        awaitHttp("streams", 40);
        for (int i = 0; i < 40; i++) {
            if (i % 3 == 0) {
                sockets.get(i).close();
            } else if (i % 3 == 1) {
                reset(sockets.get(i));
            } else {
                sockets.get(i).shutdownOutput();
            }
            server.history.touch("web");
        }
        awaitHttp("streams", 0);
        assertSilent();
    }

    @Test
    void clients_that_stop_in_the_middle_of_a_request() throws IOException {
        String put = "PUT /v1/services/web/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{";
        for (int i = 0; i < 10; i++) {
            send(put).close();
            reset(send(put));
            send(put).shutdownOutput();
            send("GET /v1/members HTTP/1.1\r\nHost: local").close();
            reset(send("GET /v1/members HTTP/1.1\r\nHost: local"));
            send("\u0016\u0003\u0001\u0002rubbish\r\n\r\n").shutdownOutput();
            reset(send(get("/v1/members")));
            send(get("/v1/members")).close();
            send("PUT /v1/services/web/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
                    .shutdownOutput();
        }
        Socket silentBody = send(put);
        Socket silentHead = send("GET /v1/members HTTP/1.1\r\nHost: local");
        assertThat(silentBody.getInputStream().readAllBytes())
                .startsWith("HTTP/1.1 408 ".getBytes(StandardCharsets.US_ASCII));
        assertThat(silentHead.getInputStream().read()).isEqualTo(-1);
        assertSilent();
    }

    @Test
    void clients_that_do_not_read_their_responses() throws IOException {
        for (int i = 2; i < 3_000; i++) {
            server.cluster.put("member-with-a-long-name-" + i, Status.ALIVE, "eu");
        }
        for (int i = 0; i < 5; i++) {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()), 20_000);
            socket.getOutputStream().write(get("/v1/members").getBytes(StandardCharsets.US_ASCII));
        }
        for (Socket socket : sockets) {
            await().atMost(PATIENCE).until(() -> closed(socket));
        }
        assertSilent();
    }

    @Test
    void a_server_that_ends_answers_the_reads_that_wait() throws IOException {
        for (int i = 0; i < 40; i++) {
            send(waiting());
            send(get("/v1/events"));
        }
        awaitHttp("parked", 40);
        awaitHttp("streams", 40);
        server.close();
        for (int i = 0; i < 80; i += 2) {
            String answer = new String(sockets.get(i).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("]");
        }
        assertThat(warnings).isEmpty();
    }
}
