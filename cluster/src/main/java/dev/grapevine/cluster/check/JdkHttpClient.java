package dev.grapevine.cluster.check;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The Java runtime's client, for programs that embed a member and should need nothing else. It cannot be told to close a
 * connection after a response, nor to which address of a name to connect, and it takes only hosts of which
 * {@link URI} approves. A kept connection that the server has closed is replaced by a new one within the request.
 */
final class JdkHttpClient implements HttpCheckClient {

    /** For handshakes and responses, and for look-ups that the runtime has forgotten since the engine made them. */
    static final int THREADS = 8;

    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads;
    private final @Nullable SSLContext tls;
    private final Set<CompletableFuture<?>> inProgress = ConcurrentHashMap.newKeySet();
    private volatile @Nullable HttpClient client;

    /**
     * @param owner begins the names of the threads
     * @param tls null for the default of the program
     */
    JdkHttpClient(String owner, @Nullable SSLContext tls) {
        this.tls = tls;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, owner + "-check-http");
                    made.setDaemon(true);
                    return made;
                });
        threads.allowCoreThreadTimeOut(true);
        client = build();
    }

    private HttpClient build() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(threads);
        return (tls == null ? builder : builder.sslContext(tls)).build();
    }

    @Override
    public Call get(CheckUrl url, HttpCheckOptions options, List<InetAddress> addresses, Listener listener) {
        HttpClient open = client;
        if (open == null) {
            throw new IllegalStateException("the checks have ended");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.toString()))
                .setHeader("User-Agent", "grapevine-check")
                .setHeader("Accept", "*/*");
        options.headers().forEach(request::setHeader);
        request.method(
                options.method(),
                options.body().isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(options.body()));
        Response response = new Response(listener, options.readBytes());
        CompletableFuture<HttpResponse<Void>> sent = open.sendAsync(request.build(), response::headers);
        inProgress.add(sent);
        sent.whenComplete((ended, failure) -> {
            inProgress.remove(sent);
            response.ended(failure);
        });
        if (client == null) {
            sent.cancel(true);
        }
        return new Call() {
            @Override
            public boolean connected() {
                return true; // the client does not tell
            }

            @Override
            public void cancel() {
                sent.cancel(true);
            }
        };
    }

    /** The client has no close before Java 21. It ends when nobody holds it, once its requests have ended. */
    @Override
    public void close() {
        client = null;
        inProgress.forEach(sent -> sent.cancel(true));
        threads.shutdown(); // what frees the connections still runs
    }

    /** What has come of a response. Takes the beginning of the body and cancels the rest, which closes the connection. */
    private static final class Response implements BodySubscriber<Void> {

        private final Listener listener;
        private final int wanted;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);
        private final CompletableFuture<Void> complete = new CompletableFuture<>();
        private volatile int status;
        private Flow.@Nullable Subscription subscription;

        Response(Listener listener, int wanted) {
            this.wanted = wanted;
            this.listener = listener;
        }

        BodySubscriber<Void> headers(HttpResponse.ResponseInfo info) {
            status = info.statusCode();
            return this;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return complete;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                byte[] some = new byte[Math.min(part.remaining(), wanted - body.size())];
                part.get(some);
                body.writeBytes(some);
            }
            Flow.Subscription open = subscription;
            if (open == null) {
                return;
            }
            if (body.size() < wanted) {
                open.request(1);
            } else {
                open.cancel();
                complete.complete(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            complete.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            complete.complete(null);
        }

        void ended(@Nullable Throwable failure) {
            if (failure == null) {
                listener.answered(status, body.toByteArray());
            } else {
                listener.failed(inWords(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure));
            }
        }

        private Throwable inWords(Throwable failure) {
            boolean closed = failure instanceof EOFException || failure.getCause() instanceof EOFException;
            if (closed) {
                return new IOException(
                        status == 0
                                ? "the connection was closed without a response"
                                : "the connection was closed in the middle of the response",
                        failure);
            }
            return failure;
        }
    }
}
