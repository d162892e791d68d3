package dev.grapevine.agent.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The first handler of a request. It reads the body without a thread, and only then has the request answered on a worker:
 * so clients that send slowly block nobody, and the server's own threads never block. Requests for the health of the
 * agent need no worker, so they are answered also when all workers are stuck.
 */
final class RequestGate extends Handler.Wrapper {

    /** Name of the connector that serves the health of the agent alone. */
    static final String HEALTH_ONLY = "health";

    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");

    /** Headers that change the method of a request, unseen by logs and by proxies that filter by method. */
    private static final Set<String> OVERRIDES = Set.of("x-http-method-override", "x-http-method", "x-method-override");

    private final ConnectionLimits connections;
    private final Executor workers;
    private final ResponseBuffers buffers;
    private final Duration patience;

    /** Bytes of request bodies in memory, until they are answered. */
    private final AtomicInteger held = new AtomicInteger();

    /** @param patience for a body to arrive */
    RequestGate(ConnectionLimits connections, Executor workers, ResponseBuffers buffers, Duration patience) {
        this.connections = connections;
        this.workers = workers;
        this.buffers = buffers;
        this.patience = patience;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        ClientConnection client =
                connections.find(request.getConnectionMetaData().getConnection());
        if (client == null) { // closed meanwhile
            callback.failed(new java.io.EOFException());
            return true;
        }
        request.setAttribute(ClientConnection.ATTRIBUTE, client);
        Callback answered = Callback.from(() -> client.phase(ClientConnection.Phase.READING), callback);
        Response buffered = buffers.wrap(request, response, client);
        if (HEALTH.contains(request.getHttpURI().getPath())) {
            client.phase(ClientConnection.Phase.ANSWERING);
            return super.handle(new Plain(request), buffered, answered);
        }
        if (HEALTH_ONLY.equals(request.getConnectionMetaData().getConnector().getName())) {
            Response.writeError(request, buffered, answered, HttpStatus.NOT_FOUND_404);
            return true;
        }
        boolean hasBody = request.getLength() != 0 && !request.getMethod().equals("GET");
        if (hasBody) {
            new Body(request, buffered, answered, client).begin();
        } else {
            client.phase(ClientConnection.Phase.ANSWERING);
            answer(new Plain(request), buffered, answered);
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        workers.execute(() -> {
            try {
                if (!super.handle(request, response, callback)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Throwable e) {
                Response.writeError(request, response, callback, e);
            }
        });
    }

    /** A request without headers that override its method. */
    private static class Plain extends Request.Wrapper {

        private final HttpFields headers;

        Plain(Request request) {
            super(request);
            HttpFields given = request.getHeaders();
            boolean overridden = given.stream().anyMatch(Plain::override);
            this.headers = overridden
                    ? HttpFields.from(
                            given.stream().filter(field -> !override(field)).toArray(HttpField[]::new))
                    : given;
        }

        private static boolean override(HttpField field) {
            return OVERRIDES.contains(field.getLowerCaseName());
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }

    /** A request whose body is in memory. */
    private static final class Complete extends Plain {

        private final Content.Source content;

        Complete(Request request, byte[] body) {
            super(request);
            this.content = Content.Source.from(ByteBuffer.wrap(body));
        }

        @Override
        public Content.Chunk read() {
            return content.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            content.demand(demandCallback);
        }
    }

    /** Reads a body as it arrives, for a limited time. A body that is too long is cut here; its parser refuses it. */
    private final class Body implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ClientConnection client;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicBoolean over = new AtomicBoolean();
        private Scheduler.Task deadline = () -> false;

        Body(Request request, Response response, Callback callback, ClientConnection client) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.client = client;
        }

        void begin() {
            client.phase(ClientConnection.Phase.BODY);
            deadline = request.getComponents()
                    .getScheduler()
                    .schedule(this::late, patience.toMillis(), TimeUnit.MILLISECONDS);
            run();
        }

        @Override
        public void run() {
            while (!over.get()) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    if (end()) {
                        held.addAndGet(-bytes.size());
                        refuse(chunk.getFailure());
                    }
                    return;
                }
                ByteBuffer part = chunk.getByteBuffer();
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.writeBytes(copy);
                boolean last = chunk.isLast();
                chunk.release();
                if (held.addAndGet(copy.length) > HttpLimits.BODIES_BYTES) {
                    if (end()) {
                        held.addAndGet(-bytes.size());
                        full();
                    }
                    return;
                }
                if (last
                        || bytes.size()
                                > HttpLimits.bodyBytes(request.getHttpURI().getPath())) {
                    if (end()) {
                        client.phase(ClientConnection.Phase.ANSWERING);
                        int size = bytes.size();
                        Callback answered = Callback.from(callback, () -> held.addAndGet(-size));
                        answer(new Complete(request, bytes.toByteArray()), response, answered);
                    }
                    return;
                }
            }
        }

        private boolean end() {
            deadline.cancel();
            return over.compareAndSet(false, true);
        }

        /** Has the body fail, so that it is read no longer. */
        private void late() {
            if (!over.get()) {
                request.fail(new TimeoutException("the body did not arrive within " + patience.toSeconds() + " s"));
            }
        }

        private void full() {
            client.phase(ClientConnection.Phase.ANSWERING);
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    "other requests hold all the memory for bodies; try again");
        }

        private void refuse(Throwable failure) {
            client.phase(ClientConnection.Phase.ANSWERING);
            if (failure instanceof TimeoutException) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                Response.writeError(request, response, callback, HttpStatus.REQUEST_TIMEOUT_408, failure.getMessage());
            } else {
                Response.writeError(request, response, callback, failure);
            }
        }
    }
}
