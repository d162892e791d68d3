package dev.grapevine.agent.http;

import dev.grapevine.agent.events.EventHistory;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** Why a stream ended. */
    enum End {
        /** The server ends it, and the response with it. */
        RELEASED,
        /** The client went away, or was cut off: the server takes the request back, and there is nothing to respond to. */
        GONE
    }

    /** How much is written at a time: what is written is kept until the client has taken it. */
    private static final int PART_BYTES = 16 * 1024;

    private final ServletOutputStream out;
    private final EventHistory history;
    private final LongFunction<SnapshotFrames.Frame> snapshot;
    private final Runnable cut;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private Optional<Long> cursor;
    /** Bytes of the first frame that are sent. */
    private int sent;

    /** Until the server says that more may be written, from the beginning on: a write before it would wait. */
    private boolean blocked = true;

    private long blockedNanos = System.nanoTime();
    private boolean unflushed;

    /**
     * @param resume number of the last event that the client has received; empty for none
     * @param snapshot creates a snapshot, given the number of events that were lost before it
     * @param cut closes the connection
     */
    EventStream(
            ServletOutputStream out,
            EventHistory history,
            Optional<Long> resume,
            LongFunction<SnapshotFrames.Frame> snapshot,
            Runnable cut) {
        this.out = out;
        this.history = history;
        this.cursor = resume;
        this.snapshot = snapshot;
        this.cut = cut;
        // The client reconnects one second after it has lost the connection.
        add("retry: 1000\n\n");
    }

    /** Completes when nothing more is sent. */
    CompletableFuture<End> ended() {
        return ended;
    }

    /** Begins to write, unless the client has gone already. */
    void start() {
        try {
            out.setWriteListener(this);
        } catch (IllegalStateException gone) {
            gone();
        }
    }

    /** Sends new events. */
    synchronized void wake() {
        if (!blocked) {
            write();
        }
    }

    private void add(String frame) {
        unsent.add(frame.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a comment, which detects a dead connection. A client that has read nothing for long is cut off.
     *
     * @param patience how long that may be
     */
    void keepAlive(Duration patience) {
        boolean stalled;
        synchronized (this) {
            stalled = blocked && System.nanoTime() - blockedNanos > patience.toNanos();
            if (!stalled) {
                if (unsent.isEmpty()) {
                    add(": \n\n");
                }
                wake();
            }
        }
        if (stalled) {
            cut.run();
            gone();
        }
    }

    /** Has the server end the response. */
    void release() {
        ended.complete(End.RELEASED);
    }

    /** The client is gone. */
    void gone() {
        ended.complete(End.GONE);
    }

    @Override
    public synchronized void onWritePossible() {
        blocked = false;
        write();
    }

    @Override
    public void onError(Throwable cause) {
        gone();
    }

    private void write() {
        try {
            while (!ended.isDone()) {
                // Also checked before a flush and before the return: after "not ready", the server calls back when it
                // is.
                if (!out.isReady()) {
                    blocked = true;
                    blockedNanos = System.nanoTime();
                    return;
                }
                byte[] next = next();
                if (next != null) {
                    int length = Math.min(next.length - sent, PART_BYTES);
                    out.write(next, sent, length);
                    sent += length;
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    return;
                }
            }
        } catch (IOException | IllegalStateException cause) {
            gone();
        }
    }

    /** The first frame that is not sent in full; null for none. */
    private byte @Nullable [] next() {
        byte[] first = unsent.peek();
        if (first != null && sent == first.length) {
            unsent.remove();
            sent = 0;
        }
        if (unsent.isEmpty()) {
            refill();
        }
        return unsent.peek();
    }

    private void refill() {
        Optional<List<EventHistory.RecordedEvent>> news = cursor.flatMap(history::after);
        if (news.isPresent()) {
            for (EventHistory.RecordedEvent entry : news.get()) {
                add(frame(entry.id(), entry.type(), entry.json()));
                cursor = Optional.of(entry.id());
            }
            return;
        }
        long last = history.last();
        long missed =
                cursor.filter(known -> known < last).map(known -> last - known).orElse(0L);
        SnapshotFrames.Frame frame = snapshot.apply(missed);
        cursor = Optional.of(frame.last());
        unsent.add(frame.bytes());
    }

    static String frame(long id, String type, String json) {
        return "id: " + id + "\nevent: " + type + "\ndata: " + json + "\n\n";
    }
}
