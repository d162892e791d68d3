package dev.grapevine.agent.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Collects a response in memory and sends it as a whole, so that a client that reads slowly occupies no worker, and is
 * not waited for when it stops reading. If all responses together become too large, further ones are sent as they are
 * written. Thread-safe.
 */
final class ResponseBuffers {

    private final AtomicLong bytes = new AtomicLong();

    /** An event stream, which is sent as it is written, without blocking. */
    static final String STREAM = "text/event-stream";

    Response wrap(Request request, Response response, ClientConnection client) {
        return new Buffered(request, response, client);
    }

    private final class Buffered extends Response.Wrapper {

        private final ClientConnection client;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean direct;

        Buffered(Request request, Response response, ClientConnection client) {
            super(request, response);
            this.client = client;
        }

        @Override
        public void write(boolean last, ByteBuffer part, Callback callback) {
            if (direct || content.size() == 0 && (stream() || bytes.get() > HttpLimits.RESPONSE_BYTES)) {
                direct = true;
                super.write(last, part, callback);
                return;
            }
            if (part != null) {
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                content.writeBytes(copy);
                bytes.addAndGet(copy.length);
            }
            if (!last) {
                callback.succeeded();
                return;
            }
            direct = true;
            int size = content.size();
            client.idleTimeout(HttpLimits.WRITE.toMillis());
            super.write(true, ByteBuffer.wrap(content.toByteArray()), Callback.from(callback, () -> {
                bytes.addAndGet(-size);
                client.usualIdleTimeout();
            }));
        }

        private boolean stream() {
            String type = getHeaders().get(HttpHeader.CONTENT_TYPE);
            return type != null && type.startsWith(STREAM);
        }
    }
}
