package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.DropReason;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
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

/** All TCP connections of a member, and the limits that they share. Of the loop's thread alone. */
final class TcpStreams implements SelectionHandler {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int ACCEPTS_PER_TURN = 16;
    private static final int READ_BUFFER = 64 << 10;

    private final EventLoop loop;
    private final ServerSocketChannel acceptor;
    private final @Nullable InetSocketAddress source;
    private final PacketCodec wire;
    private final ChannelTable links;
    private final ConnectErrors faults;
    private final SendQueue.Budget budget = new SendQueue.Budget(StreamLimits.MAX_UNSENT);
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER);
    private final Set<TcpStream> all = new LinkedHashSet<>();

    /** Those whose time may run out; idle tethers, which are most, are not among them. */
    private final Set<TcpStream> timed = new LinkedHashSet<>();

    private @Nullable SelectionKey acceptKey;
    private int served;
    private int tethers;
    private boolean sweeping;
    private boolean closed;

    /** @param source to connect from; null for whatever the system chooses */
    TcpStreams(
            EventLoop loop,
            ServerSocketChannel acceptor,
            @Nullable InetSocketAddress source,
            PacketCodec wire,
            ChannelTable links,
            ConnectErrors faults) {
        this.loop = loop;
        this.acceptor = acceptor;
        this.source = source;
        this.wire = wire;
        this.links = links;
        this.faults = faults;
    }

    void register() throws IOException {
        acceptKey = loop.register(acceptor, SelectionKey.OP_ACCEPT, this);
    }

    /** Opens one; what comes of it is reported later, by its number. */
    long open(Address to) {
        long number = links.nextNumber();
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
            LOG.log(Level.DEBUG, "cannot connect to " + to, e);
            if (channel != null) {
                EventLoop.closeQuietly(channel);
            }
            links.addDead(number);
            links.failLater(number, faults.connecting(e));
        }
        return number;
    }

    private void add(TcpStream stream) {
        all.add(stream);
        links.add(stream.number(), stream);
        time(stream);
    }

    /** From now on it is closed when its time is over, until it rests. */
    void time(TcpStream stream) {
        timed.add(stream);
        if (!sweeping) {
            sweeping = true;
            loop.schedule(SWEEP_NANOS, this::sweep);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        List.copyOf(timed).forEach(stream -> stream.sweep(now));
        timed.removeIf(TcpStream::rests);
        sweeping = !closed && !timed.isEmpty();
        if (sweeping) {
            loop.schedule(SWEEP_NANOS, this::sweep);
        }
    }

    // ---- accepting

    @Override
    public boolean ready(SelectionKey key, long now) {
        for (int i = 0; i < ACCEPTS_PER_TURN && served < StreamLimits.MAX_SERVED; i++) {
            SocketChannel channel;
            try {
                channel = acceptor.accept();
            } catch (ClosedChannelException e) {
                return false;
            } catch (IOException e) {
                // No descriptor left, most likely: the connection stays in the backlog and would wake us again at once.
                LOG.log(
                        Level.WARNING,
                        "cannot accept a connection: {0}; is the limit of open files reached?",
                        e.getMessage());
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
        if (served >= StreamLimits.MAX_SERVED) {
            key.interestOps(0);
            return false;
        }
        return true;
    }

    private void serve(SocketChannel channel, long now) {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Address from = SocketAddresses.toAddress((InetSocketAddress) channel.getRemoteAddress());
            TcpStream stream = new TcpStream(this, channel, links.nextNumber(), true, now);
            stream.accepted(loop);
            served++;
            add(stream);
            links.inputs().channelAccepted(stream.number(), from, now);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "an incoming connection was gone before it was served", e);
            EventLoop.closeQuietly(channel);
        }
    }

    private void oneLessServed() {
        served--;
        if (acceptKey != null && acceptKey.isValid() && served < StreamLimits.MAX_SERVED) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    // ---- called by streams

    EventLoop loop() {
        return loop;
    }

    PacketCodec wire() {
        return wire;
    }

    ConnectErrors faults() {
        return faults;
    }

    TransportListener inputs() {
        return links.inputs();
    }

    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /** It said that it is a tether: it may stay, and no longer counts among those that are served. */
    void becameTether(TcpStream stream) {
        if (!stream.incoming()) {
            return;
        }
        tethers++;
        oneLessServed();
        if (tethers > StreamLimits.MAX_TETHERS) {
            wire.traffic().drop(DropReason.LIMIT);
            failLater(stream.number(), CloseCause.LOCAL);
        }
    }

    void gone(TcpStream stream) {
        timed.remove(stream);
        if (all.remove(stream) && stream.incoming()) {
            if (stream.tether()) {
                tethers--;
            } else {
                oneLessServed();
            }
        }
    }

    void fail(long number, CloseCause cause, long now) {
        links.fail(number, cause, now);
    }

    void failLater(long number, CloseCause cause) {
        links.failLater(number, cause);
    }

    SendQueue.Budget budget() {
        return budget;
    }

    void close() {
        closed = true;
        EventLoop.closeQuietly(acceptor);
        List.copyOf(all).forEach(TcpStream::finish);
    }
}
