package dev.grapevine.cluster.check;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;

/**
 * A connection with TLS. Whatever is asked of it makes the handshake go on first. What the engine has to calculate is
 * run elsewhere; whoever runs it then asks again.
 *
 * <p>The session is not used again: a later check has to see the certificate of then.
 */
final class TlsWire implements Wire {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final Consumer<Runnable> elsewhere;

    /** What has come and is not opened; ready to be read. */
    private final ByteBuffer sealedIn;
    /** What is sealed and not sent; ready to be read. */
    private final ByteBuffer sealedOut;
    /** What is opened and not taken; ready to be read. */
    private final ByteBuffer opened;

    private volatile boolean calculating;
    /** What the connection waits for; 0 if for nothing. */
    private int waiting;

    TlsWire(SocketChannel channel, SSLEngine engine, Consumer<Runnable> elsewhere) {
        this.channel = channel;
        this.engine = engine;
        this.elsewhere = elsewhere;
        this.sealedIn = empty(engine.getSession().getPacketBufferSize());
        this.sealedOut = empty(engine.getSession().getPacketBufferSize());
        this.opened = empty(engine.getSession().getApplicationBufferSize());
    }

    private static ByteBuffer empty(int bytes) {
        return ByteBuffer.allocate(bytes).limit(0);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (!handshaken() || !sent()) {
            return 0;
        }
        int before = bytes.remaining();
        seal(bytes);
        sent();
        return before - bytes.remaining();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!opened.hasRemaining()) {
            if (!handshaken() || !sent()) {
                return 0;
            }
            if (!opened.hasRemaining()) {
                SSLEngineResult.Status status = open();
                if (status == SSLEngineResult.Status.CLOSED) {
                    return -1;
                }
                if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    int count = received();
                    if (count <= 0) {
                        return count;
                    }
                }
            }
        }
        int count = Math.min(opened.remaining(), into.remaining());
        into.put(opened.slice().limit(count));
        opened.position(opened.position() + count);
        return count;
    }

    /** Goes on with the handshake; false if it waits for something. */
    private boolean handshaken() throws IOException {
        while (!calculating) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> calculate(engine.getDelegatedTask());
                case NEED_WRAP -> {
                    if (!sent()) {
                        return false;
                    }
                    seal(NOTHING.duplicate());
                    if (!sent()) {
                        return false;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult.Status status = open();
                    if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        int count = received();
                        if (count == 0) {
                            return false;
                        }
                        if (count < 0) {
                            throw closed();
                        }
                    } else if (status == SSLEngineResult.Status.CLOSED) {
                        throw closed();
                    }
                }
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    private static IOException closed() {
        return new EOFException("the connection was closed during the TLS handshake");
    }

    private void calculate(@Nullable Runnable task) {
        if (task != null) {
            calculating = true;
            waiting = 0;
            elsewhere.accept(() -> {
                try {
                    task.run();
                } finally {
                    calculating = false;
                }
            });
        }
    }

    private void seal(ByteBuffer bytes) throws IOException {
        sealedOut.clear();
        SSLEngineResult.Status status;
        try {
            status = engine.wrap(bytes, sealedOut).getStatus();
        } finally {
            sealedOut.flip();
        }
        if (status != SSLEngineResult.Status.OK) {
            throw new IOException("the TLS connection was closed");
        }
    }

    private SSLEngineResult.Status open() throws IOException {
        opened.compact();
        try {
            SSLEngineResult.Status status = engine.unwrap(sealedIn, opened).getStatus();
            if (status == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new IOException("a TLS record is longer than announced");
            }
            return status;
        } finally {
            opened.flip();
        }
    }

    /** Sends what is sealed; false if some is left. */
    private boolean sent() throws IOException {
        if (sealedOut.hasRemaining()) {
            channel.write(sealedOut);
        }
        waiting = sealedOut.hasRemaining() ? SelectionKey.OP_WRITE : 0;
        return waiting == 0;
    }

    private int received() throws IOException {
        sealedIn.compact();
        try {
            int count = channel.read(sealedIn);
            waiting = count == 0 ? SelectionKey.OP_READ : 0;
            return count;
        } finally {
            sealedIn.flip();
        }
    }

    @Override
    public int operations(int wanted) {
        return calculating ? 0 : waiting != 0 ? waiting : wanted;
    }

    @Override
    public void released() {
        engine.getSession().invalidate();
    }
}
