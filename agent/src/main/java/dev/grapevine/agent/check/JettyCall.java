package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckClient;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** One request by Jetty's client: its addresses are tried in turn, each on a connection that nobody else uses. */
final class JettyCall implements HttpCheckClient.Call, Response.Listener, CheckTrust.User {

    private final JettyHttpClient owner;
    private final CheckUrl url;
    private final HttpCheckOptions options;
    private final HttpCheckClient.Listener listener;
    private final Deque<InetAddress> left;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);
    private SslContextFactory.@Nullable Client tls;
    private @Nullable DirectTransport transport;
    private @Nullable Connection connection;
    private boolean answering;
    private boolean ended;

    JettyCall(
            JettyHttpClient owner,
            CheckUrl url,
            HttpCheckOptions options,
            List<InetAddress> addresses,
            HttpCheckClient.Listener listener) {
        this.options = options;
        this.owner = owner;
        this.url = url;
        this.listener = listener;
        this.left = new ArrayDeque<>(addresses);
    }

    // ---- the connection

    /** Tries the first address, once it is known whom to trust. */
    void connect() {
        if (url.tls() && !options.usualTls()) {
            owner.trust().find(options, this);
        } else {
            connect(new ConnectException("the name has no address"));
        }
    }

    @Override
    public void trust(SslContextFactory.Client trusted) {
        synchronized (this) {
            tls = trusted;
        }
        connect(new ConnectException("the name has no address"));
    }

    @Override
    public void distrust(Throwable why) {
        fail(why);
    }

    private void connect(Throwable before) {
        DirectTransport next;
        SslContextFactory.Client trusted;
        synchronized (this) {
            trusted = tls;
            InetAddress address = left.poll();
            if (ended) {
                return;
            }
            transport = next = address == null ? null : new DirectTransport(named(address));
        }
        if (next == null) {
            fail(before);
            return;
        }
        Origin origin = new Origin(
                url.tls() ? "https" : "http",
                new Origin.Address(url.host(), url.port()),
                null,
                HttpClientTransportOverHTTP.HTTP11,
                next);
        owner.client().newConnection(new SingleUseDestination(owner.client(), origin, trusted), new Promise<>() {
            @Override
            public void succeeded(Connection opened) {
                send(next, opened);
            }

            @Override
            public void failed(Throwable cause) {
                if (current(next)) {
                    connect(cause);
                }
            }
        });
    }

    /** The address with the name of the URL, which is then what the certificate has to be valid for. */
    private InetSocketAddress named(InetAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(url.host(), address.getAddress()), url.port());
        } catch (UnknownHostException impossible) { // the length is right
            throw new IllegalStateException(impossible);
        }
    }

    private synchronized boolean current(DirectTransport attempt) {
        return transport == attempt && connection == null;
    }

    private void send(DirectTransport attempt, Connection opened) {
        synchronized (this) {
            if (!ended && transport == attempt) {
                connection = opened;
            }
        }
        if (connection() != opened) {
            opened.close();
            return;
        }
        RawRequest request = new RawRequest(owner.client(), url);
        request.method(options.method());
        if (!options.body().isEmpty()) {
            request.body(new StringRequestContent("text/plain", options.body(), StandardCharsets.UTF_8));
        }
        request.headers(headers -> {
            headers.put(HttpHeader.HOST, url.authority())
                    .put(HttpHeader.ACCEPT, "*/*")
                    .put(HttpHeader.CONNECTION, "close");
            options.headers().forEach(headers::put);
        });
        opened.send(request, this);
    }

    private synchronized @Nullable Connection connection() {
        return connection;
    }

    @Override
    public synchronized boolean connected() {
        return connection != null;
    }

    @Override
    public void cancel() {
        if (end()) {
            release();
        }
    }

    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    private void release() {
        owner.ended(this);
        if (!options.usualTls()) {
            owner.trust().forget(this);
        }
        Connection opened;
        DirectTransport attempt;
        synchronized (this) {
            opened = connection;
            attempt = transport;
        }
        if (opened != null) {
            opened.close();
        } else if (attempt != null && attempt.close()) {
            owner.wake();
        }
    }

    // ---- the response

    @Override
    public void onHeaders(Response response) {
        synchronized (this) {
            answering = true;
        }
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        boolean full;
        synchronized (body) {
            byte[] part = new byte[Math.min(content.remaining(), options.readBytes() - body.size())];
            content.get(part);
            body.writeBytes(part);
            full = body.size() >= options.readBytes();
        }
        if (full) {
            answer(response.getStatus());
        }
    }

    @Override
    public void onComplete(Result result) {
        if (result.isSucceeded()) {
            answer(result.getResponse().getStatus());
        } else {
            fail(result.getFailure());
        }
    }

    private void answer(int status) {
        if (end()) {
            release();
            byte[] beginning;
            synchronized (body) {
                beginning = body.toByteArray();
            }
            listener.answered(status, beginning);
        }
    }

    private void fail(Throwable cause) {
        if (end()) {
            release();
            listener.failed(inWords(cause));
        }
    }

    private Throwable inWords(Throwable cause) {
        if (cause instanceof EOFException || cause instanceof ClosedChannelException) {
            boolean begun;
            synchronized (this) {
                begun = answering;
            }
            return new IOException(
                    begun
                            ? "the connection was closed in the middle of the response"
                            : "the connection was closed without a response",
                    cause);
        }
        if (cause instanceof HttpResponseException || cause instanceof HttpException) {
            Throwable reason = cause.getCause() instanceof HttpException ? cause.getCause() : cause;
            return new IOException("the response is not HTTP/1.1: " + reason.getMessage(), cause);
        }
        boolean wrapped = cause instanceof SocketException && cause.getCause() instanceof IOException;
        return wrapped && cause.getCause() != null ? cause.getCause() : cause;
    }
}
