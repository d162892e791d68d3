package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.LimitedBody;
import dev.grapevine.model.Health;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A GET request: 200 to 299 is passing, 429 (too many requests) a warning, all else critical. Follows no redirects. */
final class HttpCheck implements HealthCheck {

    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient client;
    private final HttpRequest request;
    private final Duration timeout;

    HttpCheck(HttpClient client, URI uri, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
        this.request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("User-Agent", "grapevine-check")
                .GET()
                .build();
    }

    @Override
    public CheckResult run() throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, answer -> new LimitedBody(CheckResult.OUTPUT_LIMIT));
        try {
            // The timeout of the request ends with the headers; this one also covers a slow body.
            return result(exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return timedOut();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                return timedOut();
            }
            return new CheckResult(Health.CRITICAL, "GET " + request.uri() + ": " + reason(e));
        } finally {
            exchange.cancel(true);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        // The client reports a refused connection without a message.
        return cause instanceof ConnectException
                ? "connection refused"
                : cause.getClass().getSimpleName();
    }

    private CheckResult timedOut() {
        return new CheckResult(
                Health.CRITICAL, "GET " + request.uri() + ": no response within " + TcpCheck.seconds(timeout));
    }

    private CheckResult result(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        Health health = status >= 200 && status < 300
                ? Health.PASSING
                : status == TOO_MANY_REQUESTS ? Health.WARNING : Health.CRITICAL;
        String body = new String(answer.body(), StandardCharsets.UTF_8).strip();
        return new CheckResult(health, "HTTP " + status + (body.isEmpty() ? "" : ": " + body));
    }
}
