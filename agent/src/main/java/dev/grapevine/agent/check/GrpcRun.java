package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckFailure;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.CheckResolver;
import dev.grapevine.cluster.check.CheckRun;
import dev.grapevine.cluster.check.CheckTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** One question to a gRPC server, on a connection of its own: SERVING passes, all else is critical. */
final class GrpcRun implements CheckRun, CheckResolver.Waiter, CheckTrust.User, Session.Listener, Stream.Listener {

    private final GrpcTarget target;
    private final CheckResolver names;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private final Deque<InetAddress> left = new ArrayDeque<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(16);
    private SslContextFactory.@Nullable Client tls;
    private @Nullable DirectTransport transport;
    private @Nullable Session session;
    private int status;
    private @Nullable String grpcStatus;
    private String grpcMessage = "";
    private boolean found;
    private boolean ended;

    GrpcRun(GrpcTarget target, CheckResolver names) {
        this.target = target;
        this.names = names;
    }

    // ---- the connection

    @Override
    public void resolved(List<InetAddress> addresses, @Nullable Throwable failure) {
        if (failure != null) {
            failed(failure);
            return;
        }
        synchronized (this) {
            found = true;
            left.addAll(addresses);
        }
        if (target.tls() && !target.trust().usualTls()) {
            target.client().trust().find(target.trust(), this);
        } else {
            target.client().use(this);
        }
    }

    @Override
    public void trust(SslContextFactory.Client trusted) {
        synchronized (this) {
            tls = trusted;
        }
        target.client().use(this);
    }

    @Override
    public void distrust(Throwable why) {
        failed(why);
    }

    /** Tries the addresses in turn. */
    void connect(HTTP2Client client) {
        connect(client, new ConnectException("the name has no address"));
    }

    private void connect(HTTP2Client client, Throwable before) {
        InetSocketAddress address;
        DirectTransport next;
        SslContextFactory.Client trusted;
        synchronized (this) {
            InetAddress first = left.poll();
            if (ended) {
                return;
            }
            address = first == null ? null : named(first);
            transport = next = address == null ? null : new DirectTransport(address);
            trusted = tls;
        }
        if (address == null || next == null) {
            failed(before);
            return;
        }
        SslContextFactory.Client secured =
                trusted == null ? client.getClientConnector().getSslContextFactory() : trusted;
        client.connect(
                next,
                target.tls() ? secured : null,
                address,
                this,
                new Promise<>() {
                    @Override
                    public void succeeded(Session opened) {
                        ask(opened);
                    }

                    @Override
                    public void failed(Throwable cause) {
                        connect(client, cause);
                    }
                },
                null);
    }

    private InetSocketAddress named(InetAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(target.host(), address.getAddress()), target.port());
        } catch (UnknownHostException impossible) { // the length is right
            throw new IllegalStateException(impossible);
        }
    }

    private void ask(Session opened) {
        boolean unwanted;
        synchronized (this) {
            unwanted = ended;
            session = opened;
        }
        if (unwanted) {
            release();
            return;
        }
        HttpFields headers = HttpFields.build()
                .put("te", "trailers")
                .put("content-type", "application/grpc")
                .put("user-agent", "grapevine-check");
        HttpURI uri = HttpURI.from(
                (target.tls() ? HttpScheme.HTTPS : HttpScheme.HTTP).asString(),
                target.host(),
                target.port(),
                GrpcHealth.PATH);
        MetaData.Request request = new MetaData.Request("POST", uri, HttpVersion.HTTP_2, headers);
        opened.newStream(
                new HeadersFrame(request, null, false),
                new Promise<>() {
                    @Override
                    public void succeeded(Stream stream) {
                        ByteBuffer bytes = ByteBuffer.wrap(GrpcHealth.request(target.service()));
                        stream.data(new DataFrame(stream.getId(), bytes, true), Callback.NOOP);
                    }

                    @Override
                    public void failed(Throwable cause) {
                        GrpcRun.this.failed(cause);
                    }
                },
                this);
    }

    // ---- the response

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
        MetaData meta = frame.getMetaData();
        HttpFields fields = meta.getHttpFields();
        synchronized (this) {
            if (meta instanceof MetaData.Response response) {
                status = response.getStatus();
            }
            if (fields.get("grpc-status") != null) {
                grpcStatus = fields.get("grpc-status");
                String message = fields.get("grpc-message");
                grpcMessage = message == null ? "" : message;
            }
        }
        if (frame.isEndStream()) {
            answered();
        } else {
            stream.demand();
        }
    }

    @Override
    public void onDataAvailable(Stream stream) {
        while (true) {
            Stream.Data data = stream.readData();
            if (data == null) {
                stream.demand();
                return;
            }
            boolean last = data.frame().isEndStream();
            boolean tooLong = take(data.frame().getByteBuffer());
            data.release();
            if (tooLong) {
                failed(new IOException("the response has more than " + GrpcHealth.MAX_BYTES + " bytes"));
                return;
            }
            if (last) {
                answered();
                return;
            }
        }
    }

    private synchronized boolean take(ByteBuffer part) {
        if (part.remaining() > GrpcHealth.MAX_BYTES - body.size()) {
            return true;
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        body.writeBytes(bytes);
        return false;
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, Callback callback) {
        callback.succeeded();
        failed(new IOException("the server has reset the stream (error " + frame.getError() + ")"));
    }

    @Override
    public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
        callback.succeeded();
        failed(inWords(reason, failure));
    }

    @Override
    public void onFailure(Session opened, Throwable failure, Callback callback) {
        callback.succeeded();
        failed(inWords("", failure));
    }

    @Override
    public void onClose(Session opened, GoAwayFrame frame, Callback callback) {
        callback.succeeded();
        failed(new IOException("the server has closed the connection"));
    }

    private static Throwable inWords(@Nullable String reason, @Nullable Throwable failure) {
        return failure instanceof Error
                ? failure
                : new IOException(
                        "the server does not speak HTTP/2: "
                                + (reason == null || reason.isEmpty()
                                        ? failure == null ? "no reason" : failure.getMessage()
                                        : reason),
                        failure);
    }

    private void answered() {
        if (end()) {
            CheckOutcome answer;
            synchronized (this) {
                answer = GrpcHealth.outcome(target.service(), status, grpcStatus, grpcMessage, body.toByteArray());
            }
            release();
            outcome.complete(answer);
        }
    }

    // ---- the end

    void failed(Throwable cause) {
        if (end()) {
            release();
            CheckFailure.end(outcome, target.host(), target + ": ", cause);
        }
    }

    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    private void release() {
        Session opened;
        DirectTransport attempt;
        synchronized (this) {
            opened = session;
            attempt = transport;
        }
        if (opened != null) {
            opened.close(0, "", Callback.NOOP);
        } else if (attempt != null && attempt.close()) {
            target.client().wake();
        }
    }

    @Override
    public CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public void abandon() {
        if (!end()) {
            return;
        }
        names.cancel(target.host(), this);
        target.client().trust().forget(this);
        release();
        DirectTransport attempt;
        synchronized (this) {
            attempt = transport;
        }
        if (attempt != null && attempt.close()) { // a server that reads nothing must not keep the connection
            target.client().wake();
        }
        outcome.cancel(false);
    }

    @Override
    public synchronized String late(Duration timeout) {
        String silent = !found
                ? "the look-up of " + target.host() + " did not answer"
                : session == null ? "no connection" : "no response";
        return target + ": " + silent + " within " + CheckTarget.seconds(timeout);
    }
}
