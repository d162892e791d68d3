package dev.grapevine.test.hosts;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the events of one agent, from now to its end, and keeps them. Thread-safe. */
final class Watch {

    private static final String DATA = "data: ";

    /**
     * An event.
     *
     * @param nanos when it arrived here, monotonic
     * @param by the member that tells it
     * @param subject member that it is about; empty for none
     * @param fields all of it
     */
    record Seen(long nanos, String by, String type, String subject, Map<String, Object> fields) {

        /** As in the log of that member. */
        @Override
        public String toString() {
            return by + ": " + fields.get("text");
        }
    }

    private final Node node;
    private final List<Seen> seen = new ArrayList<>();

    private Watch(Node node) {
        this.node = node;
    }

    /** @param node must be up */
    static Watch of(Node node) {
        Watch watch = new Watch(node);
        try {
            Stream<String> lines = node.lines("/v1/events");
            Thread thread = new Thread(() -> watch.read(lines), "watch-" + node.name());
            thread.setDaemon(true);
            thread.start();
            return watch;
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
            // The agent has.
        }
    }

    private synchronized void add(Map<String, Object> fields) {
        // The first, a snapshot, is no event.
        if (fields.get("type") instanceof String type) {
            Object member = fields.get("member");
            String subject = member == null
                    ? ""
                    : String.valueOf(Json.object(fields, "member").get("name"));
            seen.add(new Seen(System.nanoTime(), node.name(), type, subject, fields));
        }
    }

    Node node() {
        return node;
    }

    /** What came at this time or later. */
    synchronized List<Seen> since(long nanos) {
        return seen.stream().filter(event -> event.nanos() - nanos >= 0).toList();
    }
}
