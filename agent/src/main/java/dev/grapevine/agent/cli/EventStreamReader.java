package dev.grapevine.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events. Not thread-safe. */
public final class EventStreamReader implements AutoCloseable {

    /**
     * An event.
     *
     * @param id to resume from; empty if there is none
     * @param type {@code message} if the stream gave none
     */
    public record ServerSentEvent(String id, String type, String data) {
        /** Whether it is a snapshot of the whole view, and not a single event. */
        public boolean snapshot() {
            return type.equalsIgnoreCase("snapshot");
        }
    }

    private final InputStream stream;
    private final BufferedReader reader;

    public EventStreamReader(InputStream stream) {
        this.stream = stream;
        this.reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** Waits for the next event; empty at the end of the stream. */
    public Optional<ServerSentEvent> next() throws IOException {
        String id = "";
        String type = "message";
        StringBuilder data = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    return Optional.of(new ServerSentEvent(id, type, data.toString()));
                }
                type = "message";
            } else if (!line.startsWith(":")) {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "id" -> id = value;
                    case "event" -> type = value;
                    case "data" -> data.append(data.length() == 0 ? "" : "\n").append(value);
                    default -> {
                        // The standard requires unknown fields to be ignored.
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Ends the stream; a waiting reader gets an exception. */
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
