package dev.grapevine.test.clients;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads that send requests without rest, and remember who responded and what failed. */
final class Load implements AutoCloseable {

    private static final int THREADS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final Map<String, Integer> responses = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Load(String url) {
        request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::send, "load-" + i);
            thread.start();
            threads.add(thread);
        }
    }

    private void send() {
        while (!ended) {
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    responses.merge(response.body(), 1, Integer::sum);
                } else {
                    failures.add("status " + response.statusCode());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** How many responses each backend has sent, by what it says. */
    Map<String, Integer> responses() {
        return new TreeMap<>(responses);
    }

    /** How many responses there were from one. */
    int responses(String backend) {
        return responses.getOrDefault(backend, 0);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
