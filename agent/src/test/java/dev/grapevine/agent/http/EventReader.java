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

/** A client of an event stream. Not to wait for ever, it gives up when nothing comes for long. */
final class EventReader implements AutoCloseable {

    /** One event as it came. */
    record Sent(long id, String type, String data) {}

    final HttpResponse<InputStream> answer;
    private final BufferedReader reader;

    EventReader(HttpClient client, HttpRequest.Builder request) {
        try {
            answer = client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next event; comments and the retry time are stepped over. */
    Sent next() {
        try {
            long id = -1;
            String type = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    id = Long.parseLong(line.substring(4));
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Sent(id, type, line.substring(6));
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
                // What comes before the end is of no interest.
            }
        } catch (IOException cut) {
            // An end too: clients of event streams come back either way.
        }
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
