package dev.grapevine.test.clients;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Web servers on 127.0.0.1 that a proxy leads to. Each responds with its number, from 0. */
final class Backends implements AutoCloseable {

    private static final int THREADS = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<HttpServer> servers = new ArrayList<>();

    Backends(int count) {
        try {
            for (int i = 0; i < count; i++) {
                byte[] number = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                server.setExecutor(threads);
                server.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(200, number.length);
                    exchange.getResponseBody().write(number);
                    exchange.close();
                });
                server.start();
                servers.add(server);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return servers.size();
    }

    int port(int number) {
        return servers.get(number).getAddress().getPort();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdown();
    }
}
