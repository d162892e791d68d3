package dev.grapevine.agent.http;

import dev.grapevine.agent.config.Secret;
import dev.grapevine.agent.config.Tokens;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.RegistrationStore;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.net.AllowList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** The real server on a loopback port, with an in-memory cluster. */
final class TestServer implements AutoCloseable {

    static final Clock CLOCK = Clock.fixed(FakeCluster.SINCE.plusSeconds(60), ZoneOffset.UTC);

    final FakeCluster cluster = new FakeCluster();
    final EventHistory history = new EventHistory(cluster::instances, CLOCK);
    final AtomicInteger leaves = new AtomicInteger();
    /** Used from now on; what was accepted before is ended by {@link #readAgain}. */
    volatile HttpAccess access;

    final LocalServices services;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer() {
        this(Optional.empty());
    }

    TestServer(Optional<String> token) {
        this(token, HttpPatience.USUAL);
    }

    TestServer(Optional<String> token, HttpPatience patience) {
        this(
                token.map(text -> Tokens.one(new Secret(text.getBytes(StandardCharsets.UTF_8))))
                        .orElse(Tokens.NONE),
                patience);
    }

    TestServer(Tokens tokens) {
        this(tokens, HttpPatience.USUAL);
    }

    private TestServer(Tokens tokens, HttpPatience patience) {
        access = new HttpAccess(tokens, AllowList.ALL);
        try {
            cluster.subscribe(history, Runnable::run);
            services = new LocalServices(cluster, CLOCK, RegistrationStore.in(Optional.empty()), timer, history::touch);
            AgentInfo info = new AgentInfo(
                    "grapevine", "lan", "1.2.3", 3, FakeCluster.SINCE, Optional.empty(), Optional.empty());
            HttpApi api = new HttpApi(cluster, history, services, info, CLOCK, leaves::incrementAndGet);
            ServerSocketChannel socket = ServerSocketChannel.open();
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            server = HttpServer.start(
                    HttpListeners.plain(socket), api, () -> access, Set.of("agent.example.com"), timer, patience);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void readAgain(HttpAccess changed) {
        access = changed;
        server.readAgain();
    }

    List<Route> routes() {
        return server.routes();
    }

    int port() {
        return server.address().port();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path, headers);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    CompletableFuture<HttpResponse<String>> later(String path) {
        return client.sendAsync(request(path).build(), BodyHandlers.ofString());
    }

    /** Sends text unchanged, and returns the whole response of a connection that the server closes. */
    String raw(String request) {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The status of a request with any Host and Origin headers. */
    int status(String method, String path, String host, String... headers) {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\nHost: " + host);
        for (int i = 0; i < headers.length; i += 2) {
            text.append("\r\n").append(headers[i]).append(": ").append(headers[i + 1]);
        }
        String response = raw(text.append("\r\n\r\n").toString());
        return Integer.parseInt(response.substring(9, 12));
    }

    EventReader events(String... headers) {
        return new EventReader(client, request("/v1/events", headers));
    }

    @Override
    public void close() {
        server.close();
        services.close();
        timer.shutdownNow();
    }
}
