package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.model.Health;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An HTTP request: 200 to 299 is passing, 429 (too many requests) a warning, all else critical, redirects included, and what lacks the text it must contain. */
final class HttpRun implements CheckRun, CheckResolver.Waiter, LazyHttpClient.User, HttpCheckClient.Listener {

    private static final int TOO_MANY_REQUESTS = 429;

    private final CheckUrl url;
    private final HttpCheckOptions options;
    private final CheckResolver resolver;
    private final LazyHttpClient clients;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private List<InetAddress> addresses = List.of();
    private HttpCheckClient.@Nullable Call call;
    private boolean ended;

    HttpRun(CheckTarget.Http target, CheckResolver resolver, LazyHttpClient clients) {
        this.url = target.url();
        this.options = target.options();
        this.resolver = resolver;
        this.clients = clients;
    }

    void begin(Punctuality punctuality) {
        resolver.resolve(url.host(), punctuality, this);
    }

    @Override
    public CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public void resolved(List<InetAddress> found, @Nullable Throwable failure) {
        if (failure != null) {
            failed(failure);
        } else if (found.isEmpty()) {
            failed(new ConnectException("the name has no address"));
        } else {
            synchronized (this) {
                addresses = found;
            }
            clients.use(this);
        }
    }

    @Override
    public void use(HttpCheckClient client) {
        List<InetAddress> found;
        synchronized (this) {
            if (ended) {
                return;
            }
            found = addresses;
        }
        HttpCheckClient.Call begun;
        try {
            begun = client.get(url, options, found, this);
        } catch (Throwable e) { // for example because memory has run out
            failed(e);
            return;
        }
        boolean unwanted;
        synchronized (this) {
            unwanted = ended;
            call = begun;
        }
        if (unwanted) {
            begun.cancel();
        }
    }

    @Override
    public void answered(int status, byte[] body) {
        if (end()) {
            Health health = status >= 200 && status < 300
                    ? Health.PASSING
                    : status == TOO_MANY_REQUESTS ? Health.WARNING : Health.CRITICAL;
            String text = new String(body, StandardCharsets.UTF_8);
            String lacking = "";
            if (health == Health.PASSING && !text.contains(options.contains())) {
                health = Health.CRITICAL;
                lacking = ", and the response does not contain \"" + options.contains() + "\"";
            }
            String shown = text.strip();
            outcome.complete(
                    new CheckOutcome(health, "HTTP " + status + lacking + (shown.isEmpty() ? "" : ": " + shown)));
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (end()) {
            CheckFailure.end(outcome, url.host(), options.method() + " " + url + ": ", cause);
        }
    }

    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    @Override
    public void abandon() {
        if (!end()) {
            return;
        }
        resolver.cancel(url.host(), this);
        HttpCheckClient.Call begun;
        synchronized (this) {
            begun = call;
        }
        if (begun != null) {
            begun.cancel();
        }
        outcome.cancel(false);
    }

    @Override
    public synchronized String late(Duration timeout) {
        String silent = addresses.isEmpty()
                ? "the look-up of " + url.host() + " did not answer"
                : call == null || !call.connected() ? "no connection" : "no response";
        return options.method() + " " + url + ": " + silent + " within " + CheckTarget.seconds(timeout);
    }
}
