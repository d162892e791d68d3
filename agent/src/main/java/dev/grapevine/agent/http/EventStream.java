package dev.grapevine.agent.http;

import dev.grapevine.agent.events.EventHistory;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The server-sent events for one client. It stores no events, only its position in the history, and reads the next
 * events when the client has received the last ones. So a slow client costs nothing and blocks nothing. A client too
 * slow for the history gets a snapshot.
 *
 * <p>It has no thread of its own. The thread that adds an event writes as much as the connection accepts, and the
 * server continues when the connection accepts more. Thread-safe.
 */
final class EventStream implements WriteListener {

    private final ServletOutputStream out;
    private final EventHistory history;
    private final LongFunction<String> snapshot;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ArrayDeque<String> unsent = new ArrayDeque<>();
    private Optional<Long> cursor;
    private boolean blocked;
    private boolean unflushed;

    /**
     * @param resume number of the last event that the client has received; empty for none
     * @param snapshot creates the JSON of a snapshot, given the number of events that were lost before it
     */
    EventStream(ServletOutputStream out, EventHistory history, Optional<Long> resume, LongFunction<String> snapshot) {
        this.out = out;
        this.history = history;
        this.cursor = resume;
        this.snapshot = snapshot;
        // The client reconnects one second after it has lost the connection.
        unsent.add("retry: 1000\n\n");
    }

    /** Completes when the client has disconnected or the stream was ended. */
    CompletableFuture<Void> done() {
        return done;
    }

    void start() {
        out.setWriteListener(this);
    }

    /** Sends new events. */
    synchronized void wake() {
        if (!blocked) {
            write();
        }
    }

    /** Sends a comment, which detects a dead connection. */
    synchronized void keepAlive() {
        if (unsent.isEmpty()) {
            unsent.add(": \n\n");
        }
        wake();
    }

    void end() {
        done.complete(null);
    }

    @Override
    public synchronized void onWritePossible() {
        blocked = false;
        write();
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }

    private void write() {
        try {
            while (!done.isDone()) {
                // Also checked before a flush and before the return: after "not ready", the server calls back when it
                // is.
                if (!out.isReady()) {
                    blocked = true;
                    return;
                }
                String next = next();
                if (next != null) {
                    out.write(next.getBytes(StandardCharsets.UTF_8));
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    return;
                }
            }
        } catch (IOException | IllegalStateException gone) {
            end();
        }
    }

    private @Nullable String next() {
        if (unsent.isEmpty()) {
            refill();
        }
        return unsent.poll();
    }

    private void refill() {
        Optional<List<EventHistory.RecordedEvent>> news = cursor.flatMap(history::after);
        if (news.isPresent()) {
            for (EventHistory.RecordedEvent entry : news.get()) {
                unsent.add(frame(entry.id(), entry.type(), entry.json()));
                cursor = Optional.of(entry.id());
            }
            return;
        }
        long last = history.last();
        long missed =
                cursor.filter(known -> known < last).map(known -> last - known).orElse(0L);
        cursor = Optional.of(last);
        unsent.add(frame(last, "SNAPSHOT", snapshot.apply(missed)));
    }

    private static String frame(long id, String type, String json) {
        return "id: " + id + "\nevent: " + type + "\ndata: " + json + "\n\n";
    }
}
