package dev.grapevine.agent.http;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SnapshotInfo;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.cluster.Cluster;
import io.javalin.http.Context;
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

    private final Cluster cluster;
    private final EventHistory history;
    private final ScheduledExecutorService timer;
    private final JsonCodec json = JsonCodec.lenient();
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    EventRoutes(Cluster cluster, EventHistory history, ScheduledExecutorService timer) {
        this.cluster = cluster;
        this.history = history;
        this.timer = timer;
    }

    List<Route> routes() {
        return List.of(Route.read("/v1/events", this::events));
    }

    private void events(Context context) {
        new ApiRequest(context);
        if (streams.size() >= HttpLimits.STREAMS) {
            throw ApiException.busy(
                    HttpLimits.STREAMS + " event streams are already open", "close some, or ask another member");
        }
        Optional<Long> resume = resume(context);
        context.contentType("text/event-stream;charset=utf-8");
        // Proxies must not buffer events.
        context.header("X-Accel-Buffering", "no");
        context.future(() -> open(context, resume));
    }

    private static Optional<Long> resume(Context context) {
        String id = context.header("Last-Event-ID");
        // No agent has sent an id that is not a number, so the client gets a snapshot.
        return id == null || !id.matches("\\d{1,18}") ? Optional.empty() : Optional.of(Long.parseLong(id));
    }

    private CompletableFuture<Void> open(Context context, Optional<Long> resume) {
        AsyncContext async = context.req().getAsyncContext();
        async.setTimeout(0);
        EventStream stream;
        try {
            stream = new EventStream(context.res().getOutputStream(), history, resume, this::snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException("the stream could not be opened", e);
        }
        streams.add(stream);
        Runnable wake = stream::wake;
        history.addReader(wake);
        ScheduledFuture<?> keepAlive = timer.scheduleWithFixedDelay(
                stream::keepAlive,
                HttpLimits.KEEP_ALIVE.toMillis(),
                HttpLimits.KEEP_ALIVE.toMillis(),
                TimeUnit.MILLISECONDS);
        stream.start();
        return stream.done().whenComplete((done, error) -> {
            keepAlive.cancel(false);
            history.removeReader(wake);
            streams.remove(stream);
        });
    }

    private String snapshot(long missed) {
        // Reads the number first: an event in between is then sent once more, which does no harm.
        long last = history.last();
        return json.write(new SnapshotInfo(
                last,
                missed,
                cluster.members().stream().map(MemberInfo::of).toList(),
                cluster.instances().stream().map(InstanceInfo::of).toList()));
    }

    int open() {
        return streams.size();
    }

    /** Ends all streams. Clients reconnect. */
    void release() {
        streams.forEach(EventStream::end);
    }
}
