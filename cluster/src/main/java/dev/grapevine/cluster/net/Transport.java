package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The network of a peer: a UDP socket for gossip, a listening TCP socket, channels, discovery and lookups. Its methods
 * are those of {@link dev.grapevine.core.env.Port}, with the same guarantees: none of them blocks, throws, or calls the
 * listener before it returns. Used by the loop's thread only.
 */
public final class Transport {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    private final EventLoop loop;
    private final SocketPair sockets;
    private final TransportListener listener;
    private final ChannelTable channels;
    private final TrafficCounter traffic = new TrafficCounter();
    private final PacketCodec codec;
    private final UdpSocket gossip;
    private final TcpStreams streams;
    private final BroadcastSocket discovery;
    private final Resolver resolver;
    private final ConnectErrors connectErrors;
    private final @Nullable InetSocketAddress source;
    private boolean closed;

    private Transport(
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            Sealing sealing,
            TransportListener listener,
            String threadName) {
        this.loop = loop;
        this.sockets = sockets;
        this.listener = listener;
        this.channels = new ChannelTable(loop, listener);
        this.codec = new PacketCodec(sealing, traffic);
        this.connectErrors = ConnectErrors.learn();
        InetAddress bound = sockets.bound().getAddress();
        this.source = bound.isAnyLocalAddress() ? null : new InetSocketAddress(bound, 0);
        this.gossip = new UdpSocket(
                sockets.udp(), codec, (datagram, from, now) -> codec.open(datagram, from, listener, now), loop);
        this.streams = new TcpStreams(loop, sockets.tcp(), source, codec, channels, connectErrors);
        this.resolver = new Resolver(threadName);
        this.discovery = BroadcastSocket.open(bound, broadcastPort, codec, listener, loop); // last: it opens sockets
    }

    /**
     * Starts to serve the sockets, which are closed with the transport. To be called in the loop.
     *
     * @param broadcastPort for discovery; 0 to switch it off
     * @param threadName of the threads that resolve seeds
     * @throws IOException if the selector rejects the sockets, which are closed in that case
     */
    public static Transport open(
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            Sealing sealing,
            TransportListener listener,
            String threadName)
            throws IOException {
        Transport transport = new Transport(loop, sockets, broadcastPort, sealing, listener, threadName);
        try {
            transport.gossip.reportBuffer();
            transport.gossip.register();
            transport.streams.register();
            return transport;
        } catch (Throwable e) {
            transport.close();
            throw e;
        }
    }

    /**
     * Allows these networks only, of which the addresses of all members must be. What comes from others is dropped and counted before it is looked
     * at, and no connection is made to them. Those that are open end.
     */
    public void allow(AllowList networks) {
        codec.allow(networks);
        streams.endForbidden();
    }

    public TrafficCounter traffic() {
        return traffic;
    }

    /** @see dev.grapevine.core.env.Port#send */
    public boolean send(Address to, List<Message> messages) {
        try {
            return !closed && gossip.send(to, messages);
        } catch (RuntimeException e) {
            LOG.limited(Level.ERROR, "datagram", "cannot encode a datagram of " + kinds(messages), e);
            return false;
        }
    }

    /** Sends a datagram that is sealed already. */
    public void send(Address to, ByteBuffer datagram) {
        if (!closed) {
            gossip.send(to, datagram);
        }
    }

    /** A datagram that came in was not taken. */
    public void dropped(DropReason reason) {
        traffic.drop(reason);
    }

    /** Names no content: it comes from others, and is as long as they like. */
    private static String kinds(List<Message> messages) {
        return messages.size() + " messages: "
                + messages.stream()
                        .map(message -> message.getClass().getSimpleName())
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    /** @see dev.grapevine.core.env.Port#broadcast */
    public void broadcast(List<Message> messages) {
        if (!closed) {
            discovery.send(messages, gossip, codec);
        }
    }

    /** @see dev.grapevine.core.env.Port#openStream */
    public long openStream(Address to) {
        return closed ? channels.nextNumber() : streams.open(to);
    }

    /** @see dev.grapevine.core.env.Port#openDatagram */
    public long openDatagram(Address to) {
        long number = channels.nextNumber();
        if (closed) {
            return number;
        }
        if (!codec.admits(to)) {
            channels.addFailed(number);
            channels.failLater(number, CloseCause.LOCAL);
            return number;
        }
        try {
            channels.add(number, new UdpChannel(number, to, source, channels, codec, loop));
        } catch (IOException | RuntimeException e) {
            LOG.limited(Level.DEBUG, "open", "cannot open a datagram socket to " + to, e);
            channels.addFailed(number);
            channels.failLater(number, connectErrors.connecting(e));
        }
        return number;
    }

    /** @see dev.grapevine.core.env.Port#write */
    public void write(long number, List<Message> messages) {
        NetChannel channel = channels.get(number);
        if (channel == null) {
            return;
        }
        try {
            channel.write(messages);
        } catch (RuntimeException e) {
            LOG.limited(Level.ERROR, "channel", "cannot encode a frame of " + kinds(messages), e);
            channels.failLater(number, CloseCause.LOCAL);
        }
    }

    /** @see dev.grapevine.core.env.Port#secretOf */
    public @Nullable StreamSecret secretOf(long number) {
        NetChannel channel = channels.get(number);
        return channel == null ? null : channel.secret();
    }

    /** @see dev.grapevine.core.env.Port#close */
    public void close(long number) {
        NetChannel channel = channels.remove(number);
        if (channel != null) {
            channel.close();
        }
    }

    /** @see dev.grapevine.core.env.Port#resolve */
    public void resolve(String seed) {
        if (!closed) {
            resolver.resolve(seed, this::resolved);
        }
    }

    private void resolved(String seed, List<Address> addresses, @Nullable String error) {
        try {
            loop.execute(() -> {
                if (!closed) {
                    listener.resolved(seed, addresses, error, System.nanoTime());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "{0} was resolved after the member had stopped", seed);
        }
    }

    /**
     * Closes everything, each part whatever becomes of the others. Of what was written, only what the system accepts at
     * once is sent. May be called more than once.
     */
    public void close() {
        closed = true;
        LoopFailures.closeQuietly(streams::close);
        LoopFailures.closeQuietly(channels::abortAll);
        LoopFailures.closeQuietly(discovery::close);
        LoopFailures.closeQuietly(gossip::close);
        LoopFailures.closeQuietly(resolver::close);
        LoopFailures.closeQuietly(sockets);
    }
}
