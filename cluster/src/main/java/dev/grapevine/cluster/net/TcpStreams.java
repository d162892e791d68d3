package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All TCP connections of a member, and the limits that they share. Used by the loop's thread only. */
final class TcpStreams implements SelectionHandler {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int ACCEPTS_PER_TURN = 16;
    private static final int READ_BUFFER = 64 << 10;

    private final EventLoop loop;
    private final ServerSocketChannel acceptor;
    private final @Nullable InetSocketAddress source;
    private final PacketCodec codec;
    private final ChannelTable channels;
    private final ConnectErrors connectErrors;
    private final SendQueue.Budget budget = new SendQueue.Budget(StreamLimits.MAX_UNSENT);
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER);
    private final Set<TcpStream> all = new LinkedHashSet<>();

    /** Streams with a time limit. Idle tethers, the majority, have none. */
    private final Set<TcpStream> timeLimited = new LinkedHashSet<>();

    private @Nullable SelectionKey acceptKey;
    private final IncomingStreams incoming = new IncomingStreams();
    private int tethers;
    private boolean sweeping;
    private boolean closed;

    /** @param source local address of outgoing connections; null to let the system choose */
    TcpStreams(
            EventLoop loop,
            ServerSocketChannel acceptor,
            @Nullable InetSocketAddress source,
            PacketCodec codec,
            ChannelTable channels,
            ConnectErrors connectErrors) {
        this.loop = loop;
        this.acceptor = acceptor;
        this.source = source;
        this.codec = codec;
        this.channels = channels;
        this.connectErrors = connectErrors;
    }

    void register() throws IOException {
        acceptKey = loop.register(acceptor, SelectionKey.OP_ACCEPT, this);
    }

    /** Opens a stream; the result is reported later, under the returned number. */
    long open(Address to) {
        long number = channels.nextNumber();
        if (!codec.admits(to)) {
            LOG.limited(
                    Level.WARNING,
                    "forbidden " + to.host(),
                    "no connection to " + to + ", which is in none of the networks that may gossip with this member",
                    null);
            channels.addFailed(number);
            channels.failLater(number, CloseCause.LOCAL);
            return number;
        }
        InetSocketAddress target = SocketAddresses.toSocketAddress(to);
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(SocketPair.family(target.getAddress()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (source != null) {
                channel.bind(source);
            }
            TcpStream stream = new TcpStream(this, channel, number, false, System.nanoTime());
            stream.connect(target, loop);
            add(stream);
        } catch (IOException | RuntimeException e) {
            LOG.limited(Level.DEBUG, "connect", "cannot connect to " + to, e);
            if (channel != null) {
                LoopFailures.closeQuietly(channel);
            }
            channels.addFailed(number);
            channels.failLater(number, connectErrors.connecting(e));
        } catch (Error e) {
            if (channel != null) {
                LoopFailures.closeQuietly(channel);
            }
            throw e;
        }
        return number;
    }

    private void add(TcpStream stream) {
        all.add(stream);
        channels.add(stream.number(), stream);
        limitTime(stream);
    }

    /** Enforces the time limits of a stream, until it is an idle tether. */
    void limitTime(TcpStream stream) {
        timeLimited.add(stream);
        if (!sweeping) {
            sweeping = true;
            loop.schedule(SWEEP_NANOS, this::sweep);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        List.copyOf(timeLimited).forEach(stream -> stream.enforceTimeLimits(now));
        timeLimited.removeIf(TcpStream::unlimited);
        if (incoming.full()) {
            acceptAgain(); // by now one of those that are served may stand still
        }
        sweeping = !closed && !timeLimited.isEmpty();
        if (sweeping) {
            loop.schedule(SWEEP_NANOS, this::sweep);
        }
    }

    // ---- accepting

    @Override
    public boolean ready(SelectionKey key, long now) {
        for (int i = 0; i < ACCEPTS_PER_TURN && hasPlace(now); i++) {
            SocketChannel channel;
            try {
                channel = acceptor.accept();
            } catch (ClosedChannelException e) {
                return false;
            } catch (IOException e) {
                // Most likely no descriptor is left. The connection stays in the backlog and would wake us at once.
                LOG.limited(
                        Level.WARNING,
                        "accept",
                        "cannot accept a connection: " + e.getMessage() + "; has the limit on open files been reached?",
                        null);
                loop.rest(key);
                return false;
            }
            if (channel == null) {
                return false;
            }
            serve(channel, now);
            if (closed) {
                return false;
            }
        }
        if (incoming.full()) {
            key.interestOps(0);
            return false;
        }
        return true;
    }

    /** Whether another stream may be accepted, perhaps because idle ones give way. */
    private boolean hasPlace(long now) {
        while (incoming.full()) {
            TcpStream idle = incoming.idle(now);
            if (idle == null) {
                return false;
            }
            giveWay(idle, now);
        }
        return true;
    }

    private void giveWay(TcpStream stream, long now) {
        codec.traffic().drop(DropReason.LIMIT);
        stream.giveWay(now);
    }

    private void serve(SocketChannel channel, long now) {
        try {
            Address from = SocketAddresses.toAddress((InetSocketAddress) channel.getRemoteAddress());
            if (!codec.admits(from)) {
                refuse(channel, from);
                return;
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            TcpStream stream = new TcpStream(this, channel, channels.nextNumber(), true, now);
            stream.accepted(loop, from);
            incoming.accepted(stream);
            add(stream);
            channels.listener().channelAccepted(stream.number(), from, now);
            TcpStream surplus = incoming.surplus();
            if (surplus != null) {
                giveWay(surplus, now);
            }
        } catch (IOException | RuntimeException e) {
            LOG.limited(Level.DEBUG, "serve", "an incoming connection was gone before it was served", e);
            LoopFailures.closeQuietly(channel);
        } catch (Error e) {
            LoopFailures.closeQuietly(channel);
            throw e;
        }
    }

    private static void refuse(SocketChannel channel, Address from) {
        LOG.limited(
                Level.WARNING,
                "allow " + from.host(),
                "refused a connection from " + from.host()
                        + ", which is in none of the networks that may gossip with this" + " member",
                null);
        LoopFailures.closeQuietly(channel);
    }

    /** Ends the streams to and from addresses that are no longer allowed. */
    void endForbidden() {
        for (TcpStream stream : List.copyOf(all)) {
            Address remote = stream.remote();
            if (remote != null && !codec.admits(remote)) {
                failLater(stream.number(), CloseCause.LOCAL);
            }
        }
    }

    private void acceptAgain() {
        if (acceptKey != null && acceptKey.isValid()) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    /** The first message of an incoming stream came. */
    void heard(TcpStream stream) {
        incoming.heard(stream);
    }

    // ---- called by streams

    EventLoop loop() {
        return loop;
    }

    PacketCodec codec() {
        return codec;
    }

    ConnectErrors connectErrors() {
        return connectErrors;
    }

    TransportListener listener() {
        return channels.listener();
    }

    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /** A stream has declared itself a tether: it may stay, and no longer counts as one of the streams being served. */
    void becameTether(TcpStream stream) {
        if (!stream.incoming()) {
            return;
        }
        tethers++;
        incoming.remove(stream);
        acceptAgain();
        if (tethers > StreamLimits.MAX_TETHERS) {
            codec.traffic().drop(DropReason.LIMIT);
            failLater(stream.number(), CloseCause.LOCAL);
        }
    }

    void gone(TcpStream stream) {
        timeLimited.remove(stream);
        if (all.remove(stream) && stream.incoming()) {
            incoming.remove(stream);
            if (stream.tether()) {
                tethers--;
            } else {
                acceptAgain();
            }
        }
    }

    void fail(long number, CloseCause cause, long now) {
        channels.fail(number, cause, now);
    }

    /** Tells the peer that a stream has ended, which lingers until the rest is written. */
    void forget(long number, CloseCause cause, long now) {
        channels.forget(number, cause, now);
    }

    void failLater(long number, CloseCause cause) {
        channels.failLater(number, cause);
    }

    SendQueue.Budget budget() {
        return budget;
    }

    void close() {
        closed = true;
        LoopFailures.closeQuietly(acceptor);
        List.copyOf(all).forEach(TcpStream::finish);
    }
}
