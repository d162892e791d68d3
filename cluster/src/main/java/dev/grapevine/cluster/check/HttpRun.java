package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A GET request on a connection of its own: 200 to 299 is passing, 429 (too many requests) a warning, all else critical.
 * Follows no redirects. Reads the beginning of the body and no more.
 */
final class HttpRun extends SocketRun {

    private static final int TOO_MANY_REQUESTS = 429;

    /** Reads in a row, so that a server that sends without end does not hold the loop. */
    private static final int READS_A_TURN = 4;

    private final CheckUrl url;
    private final TlsContext tls;
    private final ByteBuffer request;
    private final HttpResponseReader response = new HttpResponseReader(CheckOutcome.MAX_BYTES);
    private @Nullable Wire wire;

    HttpRun(CheckUrl url, CheckLoop loop, CheckResolver resolver, TlsContext tls) {
        super(url.host(), url.port(), loop, resolver);
        this.url = url;
        this.tls = tls;
        this.request = ByteBuffer.wrap(("GET " + url.path() + " HTTP/1.1\r\nHost: " + url.authority()
                        + "\r\nUser-Agent: grapevine-check\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    void connected(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (url.tls()) {
            tls.open(
                    url.host(),
                    url.port(),
                    (engine, failure) -> loop().execute(() -> guarded(() -> {
                        if (engine == null) {
                            throw new IOException("TLS is not available: " + failure);
                        }
                        wire = new TlsWire(channel, engine, task -> tls.run(task, () -> goOn(key)));
                        exchange(key);
                    })));
        } else {
            wire = new PlainWire(channel);
            exchange(key);
        }
    }

    private void goOn(SelectionKey key) {
        loop().execute(() -> guarded(() -> exchange(key)));
    }

    @Override
    void released() {
        Wire open = wire;
        if (open != null) {
            open.released();
        }
    }

    @Override
    void exchange(SelectionKey key) throws IOException {
        Wire open = wire;
        if (open == null) {
            return;
        }
        while (request.hasRemaining()) {
            if (open.write(request) == 0) {
                key.interestOps(open.operations(SelectionKey.OP_WRITE));
                return;
            }
        }
        ByteBuffer buffer = loop().buffer();
        for (int i = 0; i < READS_A_TURN; i++) {
            buffer.clear();
            int count = open.read(buffer);
            if (count == 0) {
                break;
            }
            buffer.flip();
            if (count < 0 ? response.ended() : response.read(buffer)) {
                end(result());
                return;
            }
        }
        key.interestOps(open.operations(SelectionKey.OP_READ));
    }

    private CheckOutcome result() {
        int status = response.status();
        Health health = status >= 200 && status < 300
                ? Health.PASSING
                : status == TOO_MANY_REQUESTS ? Health.WARNING : Health.CRITICAL;
        String body = new String(response.body(), StandardCharsets.UTF_8).strip();
        return new CheckOutcome(health, "HTTP " + status + (body.isEmpty() ? "" : ": " + body));
    }

    @Override
    String what() {
        return "GET " + url + ": ";
    }

    @Override
    String silent(Duration timeout) {
        return "no response within " + CheckTarget.seconds(timeout);
    }
}
