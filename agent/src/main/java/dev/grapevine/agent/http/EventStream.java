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
 * One client's server-sent events. It keeps no events of its own, only how far it has come in the feed, and takes the next
 * ones when the client has taken the last; so a slow client costs nothing and blocks nobody. One that is too slow for the
 * feed gets a snapshot.
 *
 * <p>Written without a thread: by whoever brings news, as far as the connection takes it, else by the server when it takes
 * more. Thread-safe.
 */
final class EventStream implements WriteListener {

    private final ServletOutputStream out;
    private final EventHistory feed;
    private final LongFunction<String> snapshot;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ArrayDeque<String> unsent = new ArrayDeque<>();
    private Optional<Long> cursor;
    private boolean blocked;
    private boolean unflushed;

    /**
     * @param resume number of the last event that the client has; empty: it has nothing
     * @param snapshot makes the first or a fresh one, of the number of events that were lost before it
     */
    EventStream(ServletOutputStream out, EventHistory feed, Optional<Long> resume, LongFunction<String> snapshot) {
        this.out = out;
        this.feed = feed;
        this.cursor = resume;
        this.snapshot = snapshot;
        // Come back after a second when the connection is lost.
        unsent.add("retry: 1000\n\n");
    }

    /** Completes when the client is gone, or the stream was ended. */
    CompletableFuture<Void> done() {
        return done;
    }

    void start() {
        out.setWriteListener(this);
    }

    /** There is news. */
    synchronized void wake() {
        if (!blocked) {
            write();
        }
    }

    /** Shows that both are still there. */
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
                // Also before a flush, and before the return: whoever was told "not ready" is called when it is.
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
        Optional<List<EventHistory.Entry>> news = cursor.flatMap(feed::after);
        if (news.isPresent()) {
            for (EventHistory.Entry entry : news.get()) {
                unsent.add(frame(entry.id(), entry.type(), entry.json()));
                cursor = Optional.of(entry.id());
            }
            return;
        }
        long last = feed.last();
        long missed =
                cursor.filter(known -> known < last).map(known -> last - known).orElse(0L);
        cursor = Optional.of(last);
        unsent.add(frame(last, "SNAPSHOT", snapshot.apply(missed)));
    }

    private static String frame(long id, String type, String json) {
        return "id: " + id + "\nevent: " + type + "\ndata: " + json + "\n\n";
    }
}
