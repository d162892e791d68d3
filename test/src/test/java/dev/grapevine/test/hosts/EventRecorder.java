package dev.grapevine.test.hosts;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Records the events of one agent until it ends. Thread-safe. */
final class EventRecorder {

    private static final String DATA = "data: ";

    /**
     * An event.
     *
     * @param nanos when it arrived, monotonic
     * @param by the member that reported it
     * @param subject the member that it is about; empty for none
     * @param fields its JSON
     */
    record ObservedEvent(long nanos, String by, String type, String subject, Map<String, Object> fields) {

        /** The text in the log of that member. */
        @Override
        public String toString() {
            return by + ": " + fields.get("text");
        }
    }

    private final Node node;
    private final List<ObservedEvent> events = new ArrayList<>();

    private EventRecorder(Node node) {
        this.node = node;
    }

    /** @param node an agent that responds */
    static EventRecorder of(Node node) {
        EventRecorder recorder = new EventRecorder(node);
        try {
            Stream<String> lines = node.lines("/v1/events");
            Thread thread = new Thread(() -> recorder.read(lines), "events-" + node.name());
            thread.setDaemon(true);
            thread.start();
            return recorder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void read(Stream<String> lines) {
        try (lines) {
            lines.filter(line -> line.startsWith(DATA))
                    .forEach(line -> add(Json.object(line.substring(DATA.length()))));
        } catch (UncheckedIOException ended) {
            // The agent has ended.
        }
    }

    private synchronized void add(Map<String, Object> fields) {
        // The snapshot at the start has no type.
        if (fields.get("type") instanceof String type) {
            Object member = fields.get("member");
            String subject = member == null
                    ? ""
                    : String.valueOf(Json.object(fields, "member").get("name"));
            events.add(new ObservedEvent(System.nanoTime(), node.name(), type, subject, fields));
        }
    }

    Node node() {
        return node;
    }

    /** The events that arrived at this time or later. */
    synchronized List<ObservedEvent> since(long nanos) {
        return events.stream().filter(event -> event.nanos() - nanos >= 0).toList();
    }
}
