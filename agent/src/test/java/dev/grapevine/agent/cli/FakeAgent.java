package dev.grapevine.agent.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that sends prepared responses and records the requests. */
final class FakeAgent implements AutoCloseable {

    private record Reply(int status, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    FakeAgent() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param request such as {@code GET /v1/members}; its responses are sent in turn, and the last one repeatedly */
    FakeAgent on(String request, int status, String body, String... header) {
        replies.computeIfAbsent(request, unused -> new ArrayDeque<>())
                .add(new Reply(status, body, header.length == 0 ? Map.of() : Map.of(header[0], header[1])));
        return this;
    }

    /** The requests so far, with their bodies. */
    List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        String resume = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        asked.add(request
                + (body.isEmpty() ? "" : " " + body)
                + (token == null ? "" : " " + token)
                + (resume == null ? "" : " after " + resume));
        Reply reply = next(request);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Reply next(String request) {
        Deque<Reply> known = replies.get(request);
        if (known == null) {
            return new Reply(
                    404,
                    "{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,\"detail\":\"there is no "
                            + request + "\",\"remedy\":\"ask for something else\"}",
                    Map.of());
        }
        synchronized (known) {
            return known.size() > 1 ? known.removeFirst() : known.getFirst();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
