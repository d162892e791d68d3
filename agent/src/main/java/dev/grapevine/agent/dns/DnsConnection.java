package dev.grapevine.agent.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A TCP connection, on which queries may follow each other without waiting (RFC 7766). For one thread. */
public final class DnsConnection {

    /** The longest query. A name has at most 255 bytes, so that no sensible one comes near. */
    static final int MAX_QUERY = 4_096;

    private static final int LENGTH = 2;

    /** Above this, no further query is read until the client has read responses. */
    private static final int MAX_UNSENT = 256 * 1_024;

    private final ByteChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(LENGTH + MAX_QUERY);
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private int unsent;
    private boolean ended;
    private long activeAt;

    /** @param channel in non-blocking mode */
    public DnsConnection(ByteChannel channel, long nowNanos) {
        this.channel = channel;
        this.activeAt = nowNanos;
    }

    /** When a query last came in whole, or a response went out. */
    long activeAt() {
        return activeAt;
    }

    /** Whether there is something to write. */
    boolean writes() {
        return !out.isEmpty();
    }

    /** Whether queries are read. */
    boolean reads() {
        return !ended && unsent < MAX_UNSENT;
    }

    /**
     * Reads what has come, and answers it.
     *
     * @param responder null for a query that gets no response
     * @return whether the connection goes on
     */
    public boolean read(Function<byte[], byte @Nullable []> responder, long nowNanos) throws IOException {
        while (reads()) {
            int count = channel.read(in);
            if (count < 0) {
                ended = true;
            }
            in.flip();
            boolean sound = takeQueries(responder, nowNanos);
            in.compact();
            if (!sound) {
                return false;
            }
            if (count <= 0) {
                break;
            }
        }
        return write(nowNanos);
    }

    private boolean takeQueries(Function<byte[], byte @Nullable []> responder, long nowNanos) {
        while (in.remaining() >= LENGTH) {
            int length = in.getShort(in.position()) & 0xffff;
            if (length > MAX_QUERY) {
                return false;
            }
            if (in.remaining() < LENGTH + length) {
                return true;
            }
            byte[] query = new byte[length];
            in.position(in.position() + LENGTH).get(query);
            activeAt = nowNanos;
            byte[] response = responder.apply(query);
            if (response == null) {
                return false;
            }
            out.add(ByteBuffer.allocate(LENGTH + response.length)
                    .putShort((short) response.length)
                    .put(response)
                    .flip());
            unsent += LENGTH + response.length;
        }
        return true;
    }

    /** Writes what the client takes now. Returns whether the connection goes on. */
    boolean write(long nowNanos) throws IOException {
        while (!out.isEmpty()) {
            ByteBuffer next = out.peek();
            int count = channel.write(next);
            unsent -= count;
            if (count > 0) {
                activeAt = nowNanos;
            }
            if (next.hasRemaining()) {
                return true;
            }
            out.remove();
        }
        return !ended;
    }
}
