package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket that is connected to one address: the only kind to which the system reports "port unreachable". It
 * has its own port, so an answer or an error belongs to its own question.
 */
final class UdpChannel implements NetChannel, SelectionHandler {

    private static final int DATAGRAMS_PER_TURN = 64;

    private final long number;
    private final ChannelTable channels;
    private final PacketCodec codec;
    private final Address to;
    private final DatagramChannel channel;
    private boolean closed;

    /** @throws IOException for a fault of this host */
    UdpChannel(
            long number,
            Address to,
            @Nullable InetSocketAddress source,
            ChannelTable channels,
            PacketCodec codec,
            EventLoop loop)
            throws IOException {
        this.number = number;
        this.channels = channels;
        this.codec = codec;
        this.to = to;
        InetSocketAddress target = SocketAddresses.toSocketAddress(to);
        channel = DatagramChannel.open(SocketPair.family(target.getAddress()));
        try {
            if (source != null) {
                channel.bind(source);
            }
            channel.connect(target);
            if (target.equals(channel.getLocalAddress())) {
                // The system gave us the very port that we are looking for, so no process listens there.
                throw new PortUnreachableException("connected to itself");
            }
            loop.register(channel, SelectionKey.OP_READ, this);
        } catch (Throwable e) {
            LoopFailures.closeQuietly(channel);
            throw e;
        }
    }

    @Override
    public void write(List<Message> messages) {
        if (closed) {
            return;
        }
        try {
            ByteBuffer packet = codec.datagram(to, messages);
            int length = packet.remaining();
            if (channel.write(packet) == length) {
                codec.traffic().datagramSent(length);
            } else {
                codec.traffic().sendError();
            }
        } catch (PortUnreachableException e) {
            channels.failLater(number, CloseCause.REFUSED);
        } catch (IOException e) {
            codec.traffic().sendError();
            channels.failLater(number, CloseCause.LOCAL);
        }
    }

    @Override
    public boolean ready(SelectionKey key, long now) {
        for (int i = 0; i < DATAGRAMS_PER_TURN && !closed; i++) {
            ByteBuffer buffer = codec.received();
            try {
                if (channel.read(buffer) == 0 && buffer.position() == 0) {
                    return false;
                }
            } catch (PortUnreachableException e) {
                channels.fail(number, CloseCause.REFUSED, now);
                return false;
            } catch (IOException e) {
                channels.fail(number, CloseCause.LOCAL, now);
                return false;
            }
            codec.open(buffer.flip(), to, this::received, now);
        }
        return !closed;
    }

    private void received(List<Message> messages, Address from, @Nullable SenderId sender, long now) {
        if (!closed) {
            channels.listener().channelReceived(number, messages, now);
        }
    }

    @Override
    public void close() {
        abort();
    }

    @Override
    public void abort() {
        closed = true;
        LoopFailures.closeQuietly(channel);
    }
}
