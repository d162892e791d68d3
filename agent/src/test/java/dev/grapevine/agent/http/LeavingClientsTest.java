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
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients of event streams that go away at any moment: nothing is logged, and no place is kept. */
class LeavingClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;
    private static final int STREAMS_OF_EACH = 250;

    /** What is logged from warnings on. */
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                warnings.add(event.getLoggerName() + ": " + event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getClassName() + " "
                                        + event.getThrowableProxy().getMessage()));
            }
        }
    };

    @BeforeEach
    void listen() {
        root.setLevel(Level.WARN);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stop() {
        root.detachAppender(appender);
        root.setLevel(before);
    }

    private static void leave(TestServer server, int client, SplittableRandom random) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.bind(new InetSocketAddress("127.0.0." + client, 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()), 20_000);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0); // a reset instead of an orderly end
            }
            String path =
                    random.nextInt(4) == 0 ? "/v1/members?index=" + random.nextInt(3) + "&wait=60s" : "/v1/events";
            byte[] request =
                    ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            int sent = random.nextInt(10) == 0 ? random.nextInt(request.length) : request.length;
            socket.getOutputStream().write(request, 0, sent);
            switch (sent < request.length ? 0 : random.nextInt(4)) {
                case 0 -> {} // before there is an answer, most likely
                case 1 -> socket.getInputStream().available();
                case 2 -> socket.getInputStream().read();
                default -> socket.getInputStream().read(new byte[random.nextInt(1, 3_000)]);
            }
        }
    }

    @Test
    void thousands_of_clients_that_leave_at_random_leave_nothing_behind() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1);
        AtomicBoolean over = new AtomicBoolean();
        try (TestServer server = new TestServer()) {
            Future<?> events = clients.submit(() -> {
                while (!over.get()) {
                    server.cluster.emit(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
                }
            });
            List<Future<?>> running = new ArrayList<>();
            for (int client = 1; client <= CLIENTS; client++) {
                int number = client;
                running.add(clients.submit(() -> {
                    SplittableRandom random = new SplittableRandom(number);
                    for (int i = 0; i < STREAMS_OF_EACH; i++) {
                        leave(server, number, random);
                    }
                    return true;
                }));
            }
            for (Future<?> each : running) {
                each.get(10, TimeUnit.MINUTES);
            }
            over.set(true);
            events.get(1, TimeUnit.MINUTES);
            await().atMost(PATIENCE).until(() -> server.get("/v1/stats").body().contains("\"streams\":0,\"parked\":0"));
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void clients_that_leave_while_the_server_closes_leave_nothing_behind() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int round = 0; round < 20; round++) {
                TestServer server = new TestServer();
                List<Socket> open = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
                    open.add(socket);
                    socket.getOutputStream()
                            .write("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
                await().atMost(PATIENCE)
                        .until(() -> server.get("/v1/stats").body().contains("\"streams\":40"));
                Future<?> leaving = clients.submit(() -> {
                    for (Socket socket : open) {
                        socket.setSoLinger(true, 0);
                        socket.close();
                    }
                    return true;
                });
                server.close();
                leaving.get(1, TimeUnit.MINUTES);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(warnings).isEmpty();
    }
}
