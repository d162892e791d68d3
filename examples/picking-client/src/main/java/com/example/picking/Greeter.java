package com.example.picking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.grapevine.cluster.Check;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ServiceRegistration;
import dev.grapevine.model.ServiceInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A small HTTP server, published as an instance of the service {@code greeter} for as long as it is open. */
final class Greeter implements AutoCloseable {

    static final String SERVICE = "greeter";

    private static final int ANY_PORT = 0;
    private static final int NO_BACKLOG_WANTED = 0;

    private final HttpServer http;
    private final ServiceRegistration registration;
    private volatile boolean healthy = true;

    private Greeter(Cluster cluster, HttpServer http) {
        this.http = http;
        String greeting = "hello from " + cluster.self().name();
        http.createContext("/hello", exchange -> answer(exchange, 200, greeting));
        http.createContext(
                "/health", exchange -> answer(exchange, healthy ? 200 : 503, healthy ? "ok" : "out of coffee"));
        http.start();

        String address = "127.0.0.1:" + http.getAddress().getPort();
        // The library asks the server each second. Clients find it when the first answer was good. It is critical for
        // them, and no longer found, after two bad answers in a row.
        registration = cluster.register(
                ServiceInstance.named(SERVICE).port(http.getAddress().getPort()).build(),
                Check.http("http://" + address + "/health").every(Duration.ofSeconds(1)));
    }

    /** Serves on any free port of this machine. */
    static Greeter open(Cluster cluster) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        return new Greeter(cluster, HttpServer.create(new InetSocketAddress(loopback, ANY_PORT), NO_BACKLOG_WANTED));
    }

    boolean healthy() {
        return healthy;
    }

    /** What the health check is answered from now on. Greetings go on: a client may have picked this server just now. */
    void healthy(boolean value) {
        healthy = value;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** First no client finds it any more, then it closes. */
    @Override
    public void close() {
        registration.close();
        http.stop(1);
    }
}
