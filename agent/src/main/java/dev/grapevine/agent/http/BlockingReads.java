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
 * Reads that wait for a change: {@code ?index=N&wait=30s} responds when the index differs from N, or after that time.
 * The index of a response is in its header {@value #INDEX}. A waiting read occupies no thread.
 */
final class BlockingReads {

    static final String INDEX = "X-Grapevine-Index";

    private final EventHistory history;
    private final Executor executor;
    private final Set<CompletableFuture<Void>> parked = ConcurrentHashMap.newKeySet();

    /** @param executor writes the responses of reads that have waited */
    BlockingReads(EventHistory history, Executor executor) {
        this.history = history;
        this.executor = executor;
    }

    /**
     * Responds now, or after a change.
     *
     * @param answer writes the response, as of the time of the call
     */
    void answer(Context context, ApiRequest request, ChangeTopic topic, Runnable answer) {
        OptionalLong index = request.number("index");
        Duration wait = request.duration("wait").orElse(HttpLimits.WAIT);
        if (index.isEmpty() || wait.isZero() || history.index(topic) != index.getAsLong()) {
            write(context, topic, answer);
            return;
        }
        if (parked.size() >= HttpLimits.PARKED) {
            throw ApiException.busy(
                    HttpLimits.PARKED + " blocking reads are already waiting",
                    "read without index, or use GET /v1/events");
        }
        Duration patience = wait.compareTo(HttpLimits.MAX_WAIT) > 0 ? HttpLimits.MAX_WAIT : wait;
        CompletableFuture<Void> changed = history.changed(topic, index.getAsLong());
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

    /** Reads the index first, so that a change in between makes the next read respond at once. */
    private void write(Context context, ChangeTopic topic, Runnable answer) {
        context.header(INDEX, Long.toString(history.index(topic)));
        answer.run();
    }

    int parked() {
        return parked.size();
    }

    /** Responds to all waiting reads. */
    void release() {
        parked.forEach(changed -> changed.complete(null));
    }
}
