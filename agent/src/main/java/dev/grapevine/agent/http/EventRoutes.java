package dev.grapevine.agent.http;

import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.cluster.Cluster;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Server-sent events: first a snapshot, then each event. */
final class EventRoutes {

    private static final String CONTENT_TYPE = ResponseBuffers.STREAM + ";charset=utf-8";

    private final EventHistory history;
    private final ScheduledExecutorService timer;
    private final HttpPatience patience;
    private final SnapshotFrames snapshots;
    private final Places places = new Places(HttpLimits.STREAMS, HttpLimits.STREAMS_PER_CLIENT);
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    EventRoutes(Cluster cluster, EventHistory history, ScheduledExecutorService timer, HttpPatience patience) {
        this.history = history;
        this.snapshots = new SnapshotFrames(cluster, history);
        this.timer = timer;
        this.patience = patience;
    }

    List<Route> routes() {
        return List.of(Route.read("/v1/events", this::events));
    }

    private void events(Context context) {
        new ApiRequest(context);
        if (context.method() == HandlerType.HEAD) {
            context.contentType(CONTENT_TYPE);
            return;
        }
        ClientConnection client = ClientConnection.of(context);
        String address = client.client();
        switch (places.take(address)) {
            case FULL ->
                throw ApiException.busy(
                        HttpLimits.STREAMS + " event streams are already open", "close some, or ask another member");
            case CLIENT_FULL ->
                throw ApiException.busy(
                        HttpLimits.STREAMS_PER_CLIENT + " event streams from " + address + " are already open",
                        "close some, or ask another member");
            case TAKEN -> {}
        }
        Optional<Long> resume = resume(context);
        context.contentType(CONTENT_TYPE);
        // Proxies must not buffer events.
        context.header("X-Accel-Buffering", "no");
        context.future(() -> {
            try {
                return open(context, client, resume);
            } catch (RuntimeException | Error e) {
                places.release(address);
                throw e;
            }
        });
    }

    private static Optional<Long> resume(Context context) {
        String id = context.header("Last-Event-ID");
        // No agent has sent an id that is not a number, so the client gets a snapshot.
        return id == null || !id.matches("\\d{1,18}") ? Optional.empty() : Optional.of(Long.parseLong(id));
    }

    private CompletableFuture<Void> open(Context context, ClientConnection client, Optional<Long> resume) {
        AsyncContext async = context.req().getAsyncContext();
        async.setTimeout(0);
        EventStream stream;
        try {
            stream = new EventStream(context.res().getOutputStream(), history, resume, snapshots::of, client::close);
        } catch (IOException e) {
            throw new UncheckedIOException("the stream could not be opened", e);
        }
        streams.add(stream);
        Runnable wake = stream::wake;
        history.addReader(wake);
        ScheduledFuture<?> keepAlive = timer.scheduleWithFixedDelay(
                () -> stream.keepAlive(patience.stalled()),
                patience.keepAlive().toMillis(),
                patience.keepAlive().toMillis(),
                TimeUnit.MILLISECONDS);
        client.await(stream::gone);
        stream.start();
        CompletableFuture<Void> response = new CompletableFuture<>();
        stream.ended().thenAccept(end -> {
            keepAlive.cancel(false);
            history.removeReader(wake);
            streams.remove(stream);
            places.release(client.client());
            client.resume();
            if (end == EventStream.End.RELEASED) {
                response.complete(null);
            } else {
                client.close();
            }
        });
        return response;
    }

    int open() {
        return places.taken();
    }

    /** Ends all streams. Clients reconnect. */
    void release() {
        streams.forEach(EventStream::release);
    }
}
