package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, outgoing or incoming. Used by the loop's thread only.
 *
 * <p>When this side closes a stream, it first writes everything out, then shuts down its output, then reads for a short
 * time until the other side closes too. Closing a socket with unread input would make the system send a reset, and that
 * would destroy data still on its way to the other side, such as the reason for the close.
 */
final class TcpStream implements NetChannel, SelectionHandler {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    private static final int READS_PER_TURN = 4;

    private enum Phase {
        CONNECTING,
        OPEN,
        /** Closed by this side: writing the rest, or waiting for the other side to close. */
        LINGERING,
        CLOSED
    }

    private final TcpStreams streams;
    private final SocketChannel channel;
    private final long number;
    private final boolean incoming;
    private final StreamSession session;
    private final SendQueue unsent;
    private Phase phase = Phase.CONNECTING;
    private @Nullable SelectionKey key;
    private final long openedAt;
    private @Nullable Address host;
    private @Nullable Address remote;
    private long lastProgress;
    private boolean heard;
    private boolean tether;
    private boolean flushPosted;

    TcpStream(TcpStreams streams, SocketChannel channel, long number, boolean incoming, long now) {
        this.streams = streams;
        this.channel = channel;
        this.number = number;
        this.incoming = incoming;
        this.unsent = new SendQueue(streams.budget());
        this.session = streams.codec().newSession(incoming);
        this.openedAt = now;
        this.lastProgress = now;
    }

    long number() {
        return number;
    }

    boolean incoming() {
        return incoming;
    }

    boolean tether() {
        return tether;
    }

    /**
     * Starts to connect.
     *
     * @throws IOException for a fault of this host, or an immediate refusal
     */
    void connect(InetSocketAddress to, EventLoop loop) throws IOException {
        remote = SocketAddresses.toAddress(to);
        try {
            channel.configureBlocking(false);
            boolean connected = channel.connect(to);
            // A connection that is established at once is finished from within the loop, like any other.
            key = loop.register(channel, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
            throw new IOException(e);
        }
    }

    void accepted(EventLoop loop, Address from) throws IOException {
        remote = from;
        host = new Address(from.high(), from.low(), 0);
        key = loop.register(channel, SelectionKey.OP_READ, this);
        phase = Phase.OPEN;
    }

    @Override
    public boolean ready(SelectionKey readyKey, long now) {
        try {
            if (phase == Phase.CONNECTING) {
                finishConnect(readyKey, now);
                return false;
            }
            if (readyKey.isWritable()) {
                flush(now);
            }
            return phase != Phase.CLOSED && readyKey.isReadable() && read(now);
        } catch (IOException e) {
            fail(
                    phase == Phase.CONNECTING
                            ? streams.connectErrors().connecting(e)
                            : streams.connectErrors().open(e),
                    now);
            return false;
        }
    }

    private void finishConnect(SelectionKey readyKey, long now) throws IOException {
        if (!channel.finishConnect()) {
            return;
        }
        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
            // The system chose our target as our own port: a connection to itself. So no process listens there.
            fail(CloseCause.REFUSED, now);
            return;
        }
        phase = Phase.OPEN;
        lastProgress = now;
        readyKey.interestOps(SelectionKey.OP_READ);
        send(session.pending());
        streams.listener().channelOpened(number, now);
        if (phase == Phase.OPEN && !unsent.isEmpty()) {
            flush(now);
        }
    }

    // ---- reading

    private boolean read(long now) throws IOException {
        for (int i = 0; i < READS_PER_TURN; i++) {
            ByteBuffer buffer = streams.readBuffer();
            int count = channel.read(buffer);
            if (count == 0) {
                return false;
            }
            if (count < 0) {
                fail(session.midFrame() ? CloseCause.RESET : CloseCause.END, now);
                return false;
            }
            streams.codec().traffic().streamReceived(count);
            if (phase != Phase.OPEN) {
                continue;
            }
            lastProgress = now;
            deliverFrames(buffer.flip(), now);
            if (phase == Phase.CLOSED) {
                return false;
            }
        }
        return true;
    }

    private void deliverFrames(ByteBuffer chunk, long now) {
        for (Decoded next = session.read(chunk); next != null && phase == Phase.OPEN; next = session.read(chunk)) {
            send(session.pending());
            List<Message> messages = streams.codec().messagesOf(next);
            if (messages == null) {
                logRefusal((Decoded.Rejected) next);
                garbled(now);
                return;
            }
            if (messages.isEmpty()) {
                continue;
            }
            if (!heard) {
                heard = true;
                streams.heard(this);
            }
            notePurpose(messages);
            streams.listener().channelReceived(number, messages, now);
        }
    }

    /** The other side is told, too, but its operator may be another one. */
    private void logRefusal(Decoded.Rejected rejected) {
        Address from = host();
        if (rejected.reason() == DropReason.SEAL && from != null) {
            LOG.limited(
                    Level.WARNING,
                    "seal " + from,
                    "refused a stream from " + from.host() + ", which this member's encryption does not allow: "
                            + rejected.detail(),
                    null);
        }
    }

    private void notePurpose(List<Message> messages) {
        for (Message message : messages) {
            if (!tether && message instanceof Message.Hello hello && hello.purpose() == Message.Purpose.TETHER) {
                tether = true;
                streams.becameTether(this);
            }
        }
    }

    // ---- writing

    @Override
    public void write(List<Message> messages) {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            return;
        }
        if (!incoming) {
            notePurpose(messages);
        }
        send(session.write(messages));
    }

    private void send(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return;
        }
        if (unsent.isEmpty()) {
            lastProgress = System.nanoTime();
        }
        if (unsent.add(bytes)) {
            streams.limitTime(this);
            postFlush();
        } else {
            streams.codec().traffic().drop(DropReason.LIMIT);
            streams.failLater(number, CloseCause.LOCAL);
        }
    }

    /** Flushes later in this turn, so that everything written until then goes together. */
    private void postFlush() {
        if (!flushPosted && phase != Phase.CONNECTING) {
            flushPosted = true;
            streams.loop().execute(() -> {
                flushPosted = false;
                long now = System.nanoTime();
                try {
                    flush(now);
                } catch (IOException e) {
                    fail(streams.connectErrors().open(e), now);
                }
            });
        }
    }

    private void flush(long now) throws IOException {
        if (phase != Phase.OPEN && phase != Phase.LINGERING) {
            return;
        }
        long written = unsent.writeTo(channel);
        if (written > 0) {
            lastProgress = now;
            streams.codec().traffic().streamSent(written);
        }
        if (key != null && key.isValid()) {
            key.interestOps(unsent.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        if (phase == Phase.LINGERING && unsent.isEmpty()) {
            channel.shutdownOutput();
        }
    }

    @Override
    public @Nullable StreamSecret secret() {
        return session.secret();
    }

    // ---- ending

    @Override
    public void close() {
        if (phase == Phase.OPEN) {
            phase = Phase.LINGERING;
            lastProgress = System.nanoTime();
            streams.limitTime(this);
            postFlush();
        } else if (phase == Phase.CONNECTING) {
            abort();
        }
    }

    @Override
    public void abort() {
        if (phase != Phase.CLOSED) {
            phase = Phase.CLOSED;
            unsent.clear();
            LoopFailures.closeQuietly(channel);
            streams.gone(this);
        }
    }

    /** Writes what the system accepts at once, then closes. */
    void finish() {
        if (phase == Phase.OPEN || phase == Phase.LINGERING) {
            try {
                flush(System.nanoTime());
            } catch (IOException e) {
                // The other side is already gone, and the stream is closed below.
            }
        }
        abort();
    }

    /** Ends the stream because of what came in, once the reason is written. */
    private void garbled(long now) {
        if (unsent.isEmpty()) {
            fail(CloseCause.GARBLED, now);
        } else {
            close();
            streams.forget(number, CloseCause.GARBLED, now);
        }
    }

    /** Ends the stream because the other side closed it, or because of a fault. */
    private void fail(CloseCause cause, long now) {
        if (phase != Phase.CLOSED) {
            abort();
            streams.fail(number, cause, now);
        }
    }

    /** Where it comes from, as an address without a port; null for one that this side opened. */
    @Nullable Address host() {
        return host;
    }

    /** The address of the other side; null before the connection is begun. */
    @Nullable Address remote() {
        return remote;
    }

    boolean comesFrom(@Nullable Address otherHost) {
        return host != null && host.equals(otherHost);
    }

    /** For how long nothing has come in or gone out, while nothing waits to go out; 0 otherwise. */
    long idleNanos(long now) {
        return unsent.isEmpty() ? now - lastProgress : 0;
    }

    /** Ends the stream, since its place is needed. */
    void giveWay(long now) {
        fail(CloseCause.TIMEOUT, now);
    }

    /** Closes the stream if it has made no progress within the limit of its phase. */
    void enforceTimeLimits(long now) {
        boolean greeted = heard || !incoming || phase != Phase.OPEN;
        if (now - lastProgress > timeLimitNanos() || !greeted && now - openedAt > StreamLimits.HANDSHAKE_NANOS) {
            fail(CloseCause.TIMEOUT, now);
        }
    }

    private long timeLimitNanos() {
        if (phase == Phase.CONNECTING) {
            return StreamLimits.CONNECT_NANOS;
        } else if (!unsent.isEmpty()) {
            return StreamLimits.STUCK_NANOS;
        } else if (phase == Phase.LINGERING) {
            return StreamLimits.LINGER_NANOS;
        } else if (tether) {
            return Long.MAX_VALUE;
        }
        return StreamLimits.IDLE_NANOS;
    }

    /** Whether no time limit applies at present: an idle tether. */
    boolean unlimited() {
        return phase == Phase.OPEN && tether && unsent.isEmpty();
    }
}
