package dev.grapevine.agent.http;

import dev.grapevine.agent.events.ChangeTopic;
import dev.grapevine.agent.events.EventHistory;
import io.javalin.http.Context;
import java.io.EOFException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads that wait for a change: {@code ?index=N&wait=30s} responds when the index differs from N, or after that time.
 * The index of a response is in its header {@value #INDEX}. A waiting read occupies no thread.
 */
final class BlockingReads {

    static final String INDEX = "X-Grapevine-Index";

    private final EventHistory history;
    private final Executor executor;
    private final Places places = new Places(HttpLimits.PARKED, HttpLimits.PARKED_PER_CLIENT);
    private final Set<CompletableFuture<Void>> parked = ConcurrentHashMap.newKeySet();
    private volatile boolean released;

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
        if (released || index.isEmpty() || wait.isZero() || history.index(topic) != index.getAsLong()) {
            write(context, topic, answer);
            return;
        }
        ClientConnection client = ClientConnection.of(context);
        String address = client.client();
        switch (places.take(address)) {
            case FULL ->
                throw ApiException.busy(
                        HttpLimits.PARKED + " blocking reads are already waiting",
                        "read without index, or use GET /v1/events");
            case CLIENT_FULL ->
                throw ApiException.busy(
                        HttpLimits.PARKED_PER_CLIENT + " blocking reads from " + address + " are already waiting",
                        "read without index, or use GET /v1/events");
            case TAKEN -> {}
        }
        Duration patience = wait.compareTo(HttpLimits.MAX_WAIT) > 0 ? HttpLimits.MAX_WAIT : wait;
        CompletableFuture<Void> changed = history.changed(topic, index.getAsLong());
        parked.add(changed);
        changed.whenComplete((done, gone) -> {
            parked.remove(changed);
            places.release(address);
        });
        changed.completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
        context.future(() -> {
            client.await(() -> changed.completeExceptionally(new EOFException("the client is gone")));
            CompletableFuture<@Nullable Void> answered = new CompletableFuture<>();
            changed.whenCompleteAsync(
                    (done, gone) -> {
                        boolean reusable = client.resume();
                        if (gone == null) {
                            complete(answered, () -> {
                                if (!reusable) {
                                    context.header("Connection", "close");
                                }
                                write(context, topic, answer);
                            });
                        } else {
                            client.close(); // the server takes the request back, so there is nothing to complete
                        }
                    },
                    executor);
            return answered;
        });
    }

    private static void complete(CompletableFuture<@Nullable Void> answered, Runnable response) {
        try {
            response.run();
            answered.complete(null);
        } catch (Throwable e) {
            answered.completeExceptionally(e);
        }
    }

    /** Reads the index first, so that a change in between makes the next read respond at once. */
    private void write(Context context, ChangeTopic topic, Runnable answer) {
        context.header(INDEX, Long.toString(history.index(topic)));
        answer.run();
    }

    int parked() {
        return places.taken();
    }

    /** Responds to all waiting reads, and lets none wait from now on. */
    void release() {
        released = true;
        parked.forEach(changed -> changed.complete(null));
    }
}
