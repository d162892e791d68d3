package dev.grapevine.agent.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client of an event stream. It gives up when nothing arrives for a long time. */
final class EventReader implements AutoCloseable {

    /** An event, as received. */
    record ReceivedEvent(long id, String type, String data) {}

    final HttpResponse<InputStream> response;
    private final BufferedReader reader;

    EventReader(HttpClient client, HttpRequest.Builder request) {
        try {
            response = client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next event; skips comments and the retry time. */
    ReceivedEvent next() {
        try {
            long id = -1;
            String type = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    id = Long.parseLong(line.substring(4));
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new ReceivedEvent(id, type, line.substring(6));
                }
            }
            throw new AssertionError("the stream ended");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads until the server ends the stream. */
    void awaitEnd() {
        try {
            while (reader.readLine() != null) {
                // Only the end matters.
            }
        } catch (IOException cut) {
            // Counts as an end, because clients of event streams reconnect either way.
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
