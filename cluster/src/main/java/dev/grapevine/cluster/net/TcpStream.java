package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.DropReason;
import dev.grapevine.core.wire.FrameReader;
import dev.grapevine.core.wire.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, ours or another's. Of the loop's thread alone.
 *
 * <p>A stream that this side closes is first written out, then shut for writing, then read until the other side closes
 * too, for a short time: closing a socket with unread input makes the system send a reset, which destroys what is still
 * on its way to the other side, such as the very reason for the close.
 */
final class TcpStream implements NetChannel, SelectionHandler {

    private static final int READS_PER_TURN = 4;

    private enum State {
        CONNECTING,
        OPEN,
        /** Closed by this side: the rest is being written, or the other side's close awaited. */
        LINGERING,
        CLOSED
    }

    private final TcpStreams streams;
    private final SocketChannel channel;
    private final long number;
    private final boolean incoming;
    private final FrameReader frames;
    private final SendQueue unsent;
    private State state = State.CONNECTING;
    private @Nullable SelectionKey key;
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
        this.frames = streams.wire().newFrameReader();
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

    /** Begins to connect. @throws IOException for a fault of this host, or a refusal that is known at once */
    void connect(InetSocketAddress to, EventLoop loop) throws IOException {
        try {
            channel.configureBlocking(false);
            boolean connected = channel.connect(to);
            // A connection that is there at once is finished from within the loop, like any other.
            key = loop.register(channel, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
            throw new IOException(e);
        }
    }

    void accepted(EventLoop loop) throws IOException {
        key = loop.register(channel, SelectionKey.OP_READ, this);
        state = State.OPEN;
    }

    @Override
    public boolean ready(SelectionKey readyKey, long now) {
        try {
            if (state == State.CONNECTING) {
                finishConnect(readyKey, now);
                return false;
            }
            if (readyKey.isWritable()) {
                flush(now);
            }
            return state != State.CLOSED && readyKey.isReadable() && read(now);
        } catch (IOException e) {
            fail(
                    state == State.CONNECTING
                            ? streams.faults().connecting(e)
                            : streams.faults().open(e),
                    now);
            return false;
        }
    }

    private void finishConnect(SelectionKey readyKey, long now) throws IOException {
        if (!channel.finishConnect()) {
            return;
        }
        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
            // The system chose, as our port, the one that we call: a connection to itself. So nobody listens there.
            fail(CloseCause.REFUSED, now);
            return;
        }
        state = State.OPEN;
        lastProgress = now;
        readyKey.interestOps(SelectionKey.OP_READ);
        streams.inputs().channelOpened(number, now);
        if (state == State.OPEN && !unsent.isEmpty()) {
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
                fail(frames.midFrame() ? CloseCause.RESET : CloseCause.END, now);
                return false;
            }
            streams.wire().traffic().streamReceived(count);
            if (state != State.OPEN) {
                continue;
            }
            lastProgress = now;
            deliverFrames(buffer.flip(), now);
            if (state == State.CLOSED) {
                return false;
            }
        }
        return true;
    }

    private void deliverFrames(ByteBuffer chunk, long now) {
        for (Decoded next = frames.next(chunk); next != null && state == State.OPEN; next = frames.next(chunk)) {
            List<Message> messages = streams.wire().messagesOf(next);
            if (messages == null) {
                fail(CloseCause.GARBLED, now);
                return;
            }
            heard = true;
            notePurpose(messages);
            streams.inputs().channelReceived(number, messages, now);
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
        if (state == State.LINGERING || state == State.CLOSED) {
            return;
        }
        if (!incoming) {
            notePurpose(messages);
        }
        if (unsent.isEmpty()) {
            lastProgress = System.nanoTime();
        }
        if (unsent.add(streams.wire().frames(messages))) {
            streams.time(this);
            postFlush();
        } else {
            streams.wire().traffic().drop(DropReason.LIMIT);
            streams.failLater(number, CloseCause.LOCAL);
        }
    }

    /** Later in this turn, so that what is written meanwhile goes together. */
    private void postFlush() {
        if (!flushPosted && state != State.CONNECTING) {
            flushPosted = true;
            streams.loop().execute(() -> {
                flushPosted = false;
                long now = System.nanoTime();
                try {
                    flush(now);
                } catch (IOException e) {
                    fail(streams.faults().open(e), now);
                }
            });
        }
    }

    private void flush(long now) throws IOException {
        if (state != State.OPEN && state != State.LINGERING) {
            return;
        }
        long written = unsent.writeTo(channel);
        if (written > 0) {
            lastProgress = now;
            streams.wire().traffic().streamSent(written);
        }
        if (key != null && key.isValid()) {
            key.interestOps(unsent.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        if (state == State.LINGERING && unsent.isEmpty()) {
            channel.shutdownOutput();
        }
    }

    // ---- ending

    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.LINGERING;
            lastProgress = System.nanoTime();
            streams.time(this);
            postFlush();
        } else if (state == State.CONNECTING) {
            abort();
        }
    }

    @Override
    public void abort() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            unsent.clear();
            EventLoop.closeQuietly(channel);
            streams.gone(this);
        }
    }

    /** Writes what the system takes without waiting, then closes. */
    void finish() {
        if (state == State.OPEN || state == State.LINGERING) {
            try {
                flush(System.nanoTime());
            } catch (IOException e) {
                // The other side is gone already; so is the stream, below.
            }
        }
        abort();
    }

    /** Ended by the other side, or by a fault. */
    private void fail(CloseCause cause, long now) {
        if (state == State.CLOSED) {
            return;
        }
        abort();
        streams.fail(number, cause, now);
    }

    /** Closes it if its time is over. */
    void sweep(long now) {
        long quiet = now - lastProgress;
        if (state == State.CONNECTING) {
            failIf(quiet > StreamLimits.CONNECT_NANOS, now);
        } else if (state == State.LINGERING) {
            failIf(quiet > (unsent.isEmpty() ? StreamLimits.LINGER_NANOS : StreamLimits.STUCK_NANOS), now);
        } else if (!unsent.isEmpty()) {
            failIf(quiet > StreamLimits.STUCK_NANOS, now);
        } else if (!tether) {
            failIf(quiet > (heard || !incoming ? StreamLimits.IDLE_NANOS : StreamLimits.HANDSHAKE_NANOS), now);
        }
    }

    /** Whether it may stay as it is for as long as it likes. */
    boolean rests() {
        return state == State.OPEN && tether && unsent.isEmpty();
    }

    private void failIf(boolean over, long now) {
        if (over) {
            fail(CloseCause.TIMEOUT, now);
        }
    }
}
