package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a peer reaches the world by: one UDP socket for gossip, one listening TCP socket, channels, discovery and
 * look-ups. Its methods are those of {@link dev.grapevine.core.env.Port}, with the same promises: none blocks, throws,
 * or calls the inputs before it has returned. Of the loop's thread alone.
 */
public final class Transport {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private final EventLoop loop;
    private final SocketPair sockets;
    private final TransportListener inputs;
    private final ChannelTable links;
    private final TrafficCounter traffic = new TrafficCounter();
    private final PacketCodec wire;
    private final UdpSocket gossip;
    private final TcpStreams streams;
    private final BroadcastSocket discovery;
    private final Resolver resolver;
    private final ConnectErrors faults;
    private final @Nullable InetSocketAddress source;
    private boolean closed;

    private Transport(
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            Seal seal,
            TransportListener inputs,
            String threadName) {
        this.loop = loop;
        this.sockets = sockets;
        this.inputs = inputs;
        this.links = new ChannelTable(loop, inputs);
        this.wire = new PacketCodec(seal, traffic);
        this.faults = ConnectErrors.learn();
        InetAddress bound = sockets.bound().getAddress();
        this.source = bound.isAnyLocalAddress() ? null : new InetSocketAddress(bound, 0);
        this.gossip = new UdpSocket(sockets.udp(), wire, inputs::receive, loop);
        this.streams = new TcpStreams(loop, sockets.tcp(), source, wire, links, faults);
        this.discovery = BroadcastSocket.open(bound, broadcastPort, wire, inputs, loop);
        this.resolver = new Resolver(threadName);
    }

    /**
     * Begins to serve the sockets; they are closed with the transport. To be called in the loop.
     *
     * @param broadcastPort for discovery; 0 for none
     * @param threadName of the threads that look seeds up
     * @throws IOException if the selector does not take the sockets; they are closed then
     */
    public static Transport open(
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            Seal seal,
            TransportListener inputs,
            String threadName)
            throws IOException {
        Transport transport = new Transport(loop, sockets, broadcastPort, seal, inputs, threadName);
        try {
            transport.gossip.reportBuffer();
            transport.gossip.register();
            transport.streams.register();
            return transport;
        } catch (IOException e) {
            transport.close();
            throw e;
        }
    }

    public TrafficCounter traffic() {
        return traffic;
    }

    /** @see dev.grapevine.core.env.Port#send */
    public boolean send(Address to, List<Message> messages) {
        try {
            return !closed && gossip.send(to, messages);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "cannot encode a datagram: " + messages, e);
            return false;
        }
    }

    /** @see dev.grapevine.core.env.Port#broadcast */
    public void broadcast(List<Message> messages) {
        if (!closed) {
            discovery.send(messages, gossip, wire);
        }
    }

    /** @see dev.grapevine.core.env.Port#openStream */
    public long openStream(Address to) {
        return closed ? links.nextNumber() : streams.open(to);
    }

    /** @see dev.grapevine.core.env.Port#openDatagram */
    public long openDatagram(Address to) {
        long number = links.nextNumber();
        if (closed) {
            return number;
        }
        try {
            links.add(number, new UdpChannel(number, to, source, links, wire, loop));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "cannot open a datagram socket to " + to, e);
            links.addDead(number);
            links.failLater(number, faults.connecting(e));
        }
        return number;
    }

    /** @see dev.grapevine.core.env.Port#write */
    public void write(long channel, List<Message> messages) {
        NetChannel link = links.get(channel);
        if (link == null) {
            return;
        }
        try {
            link.write(messages);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "cannot encode for a channel: " + messages, e);
            links.failLater(channel, CloseCause.LOCAL);
        }
    }

    /** @see dev.grapevine.core.env.Port#close */
    public void close(long channel) {
        NetChannel link = links.remove(channel);
        if (link != null) {
            link.close();
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
                    inputs.resolved(seed, addresses, error, System.nanoTime());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "nobody waits for {0} any more", seed);
        }
    }

    /** Closes everything; what was written is sent as far as the system takes it at once. */
    public void close() {
        closed = true;
        streams.close();
        links.abortAll();
        discovery.close();
        gossip.close();
        resolver.close();
        sockets.close();
    }
}
