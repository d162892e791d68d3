package dev.grapevine.cluster.check;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.model.Health;
import dev.grapevine.model.StateRules;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes the requests of HTTP checks. The only class that loads the module {@code java.net.http}. Thread-safe. */
final class HttpRequests {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final int TOO_MANY_REQUESTS = 429;

    /** No more of a body can be published. */
    private static final int BODY_LIMIT = StateRules.MAX_OUTPUT;

    private final HttpClient client;

    /** @param executor runs short tasks of the client */
    HttpRequests(Executor executor) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    CheckRun get(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("User-Agent", "grapevine-check")
                .GET()
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, head -> new LimitedBody(BODY_LIMIT));
        return new CheckRun(
                exchange.handle((response, error) ->
                        response == null ? CheckOutcome.critical("GET " + uri + ": " + reason(error)) : read(response)),
                () -> exchange.cancel(true));
    }

    private static CheckOutcome read(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Health health = status >= 200 && status < 300
                ? Health.PASSING
                : status == TOO_MANY_REQUESTS ? Health.WARNING : Health.CRITICAL;
        String body = new String(response.body(), StandardCharsets.UTF_8).strip();
        return new CheckOutcome(health, "HTTP " + status + (body.isEmpty() ? "" : ": " + body));
    }

    private static String reason(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause != null && cause.getMessage() != null) {
            return cause.getMessage();
        }
        // The client reports a refused connection without a message.
        return cause instanceof ConnectException
                ? "connection refused"
                : cause == null ? "no response" : cause.getClass().getSimpleName();
    }

    /**
     * Closes all connections. Before Java 21 a client cannot be closed: it ends once the garbage collector finds it
     * unused.
     */
    void close() {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException beforeJava21) {
            return;
        } catch (InvocationTargetException e) {
            LOG.log(Level.WARNING, "the HTTP client of the checks cannot be closed", e.getCause());
        }
    }
}
