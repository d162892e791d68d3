package dev.grapevine.agent.http;

import dev.grapevine.agent.events.ChangeTopic;
import dev.grapevine.agent.events.EventHistory;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Reads that wait for a change: {@code ?index=N&wait=30s} answers when the index is another than N, or after the time. The
 * index of an answer is in its header {@value #INDEX}. No thread waits.
 */
final class BlockingReads {

    static final String INDEX = "X-Grapevine-Index";

    private final EventHistory feed;
    private final Executor executor;
    private final Set<CompletableFuture<Void>> parked = ConcurrentHashMap.newKeySet();

    /** @param executor writes the answers that were waited for */
    BlockingReads(EventHistory feed, Executor executor) {
        this.feed = feed;
        this.executor = executor;
    }

    /**
     * Answers, now or later.
     *
     * @param answer reads and writes what is asked for, as it is then
     */
    void answer(Context context, ApiRequest request, ChangeTopic topic, Runnable answer) {
        OptionalLong index = request.number("index");
        Duration wait = request.duration("wait").orElse(HttpLimits.WAIT);
        if (index.isEmpty() || wait.isZero() || feed.index(topic) != index.getAsLong()) {
            write(context, topic, answer);
            return;
        }
        if (parked.size() >= HttpLimits.PARKED) {
            throw ApiException.busy(
                    HttpLimits.PARKED + " blocking reads wait already", "read without index, or use GET /v1/events");
        }
        Duration patience = wait.compareTo(HttpLimits.MAX_WAIT) > 0 ? HttpLimits.MAX_WAIT : wait;
        CompletableFuture<Void> changed = feed.changed(topic, index.getAsLong());
        parked.add(changed);
        changed.completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
        context.future(() -> changed.handleAsync(
                (done, error) -> {
                    parked.remove(changed);
                    write(context, topic, answer);
                    return null;
                },
                executor));
    }

    /** The index is read first: what changes in between is then answered by the next read at once. */
    private void write(Context context, ChangeTopic topic, Runnable answer) {
        context.header(INDEX, Long.toString(feed.index(topic)));
        answer.run();
    }

    int parked() {
        return parked.size();
    }

    /** Answers all that wait. */
    void release() {
        parked.forEach(changed -> changed.complete(null));
    }
}
