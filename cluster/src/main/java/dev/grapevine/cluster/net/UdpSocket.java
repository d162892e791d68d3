package dev.grapevine.cluster.net;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;

/** A socket that datagrams come in by; one of them, the gossip socket, also sends. Of the loop's thread alone. */
final class UdpSocket implements SelectionHandler {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** Datagrams taken in one go; the streams have their turn after so many. */
    private static final int DATAGRAMS_PER_TURN = 256;

    /** Where the messages of a datagram go. */
    interface Receiver {
        void receive(List<Message> messages, Address from, long now);
    }

    private final DatagramChannel channel;
    private final PacketCodec wire;
    private final Receiver receiver;
    private final EventLoop loop;
    private final SocketAddresses addresses = new SocketAddresses();

    UdpSocket(DatagramChannel channel, PacketCodec wire, Receiver receiver, EventLoop loop) {
        this.channel = channel;
        this.wire = wire;
        this.receiver = receiver;
        this.loop = loop;
    }

    void register() throws IOException {
        loop.register(channel, SelectionKey.OP_READ, this);
    }

    /** Says so, once, if the system grants less room for bursts than was asked for. */
    void reportBuffer() throws IOException {
        int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        if (granted < SocketPair.RECEIVE_BUFFER) {
            LOG.log(
                    Level.INFO,
                    "UDP receive buffer is {0} bytes, not {1}; bursts may be lost in big clusters:"
                            + " raise net.core.rmem_max",
                    String.valueOf(granted),
                    String.valueOf(SocketPair.RECEIVE_BUFFER));
        }
    }

    /** @return false if this host's system did not take it */
    boolean send(Address to, List<Message> messages) {
        return send(addresses.socketAddress(to), wire.datagram(messages));
    }

    boolean send(InetSocketAddress to, ByteBuffer packet) {
        int length = packet.remaining();
        try {
            if (channel.send(packet, to) == length) {
                wire.traffic().datagramSent(length);
                return true;
            }
        } catch (IOException | UnsupportedAddressTypeException e) {
            LOG.log(Level.DEBUG, "cannot send to " + to, e);
        }
        wire.traffic().sendError();
        return false;
    }

    @Override
    public boolean ready(SelectionKey key, long now) {
        for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
            ByteBuffer buffer = wire.received();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(buffer);
            } catch (ClosedChannelException e) {
                return false;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "cannot receive", e);
                loop.rest(key); // an interface that is down fails again at once
                return false;
            }
            if (from == null) {
                return false;
            }
            List<Message> messages = wire.open(buffer.flip());
            if (messages != null) {
                receiver.receive(messages, SocketAddresses.toAddress(from), now);
            }
            if (!channel.isOpen()) {
                return false;
            }
        }
        return true;
    }

    void close() {
        EventLoop.closeQuietly(channel);
    }
}
