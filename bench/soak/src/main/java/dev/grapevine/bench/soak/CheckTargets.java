package dev.grapevine.bench.soak;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the agents check: pages that pass, fail now and then, or are never sent, and a port that accepts connections. */
final class CheckTargets implements AutoCloseable {

    static final String HOST = "127.77.0.100";
    static final int HTTP_PORT = 9000;
    static final int TCP_PORT = 9001;

    private static final int FLAKY_TURNS = 40;
    private static final long NEVER_MILLIS = 3_000;

    private final HttpServer http;
    private final ServerSocket tcp;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "check-target");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger turn = new AtomicInteger();

    CheckTargets() throws IOException {
        InetAddress host = InetAddress.getByName(HOST);
        http = HttpServer.create(new InetSocketAddress(host, HTTP_PORT), 0);
        http.setExecutor(threads);
        http.createContext("/ok", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        http.createContext("/flaky", exchange -> {
            boolean well = turn.incrementAndGet() / FLAKY_TURNS % 2 == 0;
            exchange.sendResponseHeaders(well ? 204 : 500, -1);
            exchange.close();
        });
        http.createContext("/hangs", exchange -> {
            try {
                Thread.sleep(NEVER_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        tcp = new ServerSocket(TCP_PORT, 64, host);
    }

    void start() {
        http.start();
        threads.execute(this::accept);
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try (Socket accepted = tcp.accept()) {
                accepted.setSoLinger(false, 0);
            } catch (IOException closed) {
                // The next one, or the end.
            }
        }
    }

    @Override
    public void close() throws IOException {
        http.stop(0);
        tcp.close();
        threads.shutdownNow();
    }
}
