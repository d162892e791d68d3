package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;

/** A socket that receives datagrams; one of them, the gossip socket, also sends. Used by the loop's thread only. */
final class UdpSocket implements SelectionHandler {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    /** Datagrams read in one round, before the streams get their share. */
    private static final int DATAGRAMS_PER_TURN = 256;

    /** Opens a datagram, and hands on what it holds. */
    interface DatagramHandler {
        void receive(ByteBuffer datagram, Address from, long now);
    }

    private final DatagramChannel channel;
    private final PacketCodec codec;
    private final DatagramHandler handler;
    private final EventLoop loop;
    private final SocketAddresses addresses = new SocketAddresses();

    UdpSocket(DatagramChannel channel, PacketCodec codec, DatagramHandler handler, EventLoop loop) {
        this.channel = channel;
        this.codec = codec;
        this.handler = handler;
        this.loop = loop;
    }

    void register() throws IOException {
        loop.register(channel, SelectionKey.OP_READ, this);
    }

    /** Logs it if the system granted a smaller receive buffer than was requested. */
    void reportBuffer() throws IOException {
        int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        if (granted < SocketPair.RECEIVE_BUFFER) {
            LOG.log(
                    Level.INFO,
                    "the UDP receive buffer is {0} bytes instead of {1}, so bursts may be lost in large clusters;"
                            + " raise net.core.rmem_max",
                    String.valueOf(granted),
                    String.valueOf(SocketPair.RECEIVE_BUFFER));
        }
    }

    /** @return false if this host's system did not accept the datagram */
    boolean send(Address to, List<Message> messages) {
        return send(addresses.socketAddress(to), codec.datagram(to, messages));
    }

    /** Sends a datagram that is sealed already. */
    void send(Address to, ByteBuffer packet) {
        send(addresses.socketAddress(to), packet);
    }

    boolean send(InetSocketAddress to, ByteBuffer packet) {
        int length = packet.remaining();
        try {
            if (channel.send(packet, to) == length) {
                codec.traffic().datagramSent(length);
                return true;
            }
        } catch (IOException | UnsupportedAddressTypeException e) {
            LOG.limited(Level.DEBUG, "send", "cannot send to " + to, e);
        }
        codec.traffic().sendError();
        return false;
    }

    @Override
    public boolean ready(SelectionKey key, long now) {
        for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
            ByteBuffer buffer = codec.received();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(buffer);
            } catch (ClosedChannelException e) {
                return false;
            } catch (IOException e) {
                LOG.limited(Level.DEBUG, "receive", "cannot receive", e);
                loop.rest(key); // an interface that is down fails again at once
                return false;
            }
            if (from == null) {
                return false;
            }
            Address sender = SocketAddresses.toAddress(from);
            if (codec.admits(sender)) {
                handler.receive(buffer.flip(), sender, now);
            }
            if (!channel.isOpen()) {
                return false;
            }
        }
        return true;
    }

    void close() {
        LoopFailures.closeQuietly(channel);
    }
}
