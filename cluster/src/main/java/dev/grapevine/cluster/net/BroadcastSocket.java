package dev.grapevine.cluster.net;

import dev.grapevine.core.wire.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Members of one network segment find each other by IPv4 broadcast to an agreed port. All of one host share that port,
 * and each gets its copy: so these sockets, unlike the gossip sockets, are bound with SO_REUSEADDR, to the broadcast
 * address itself, and only listen. What is sent goes out by the gossip socket, so that it can be answered there.
 *
 * <p>It is a convenience: what does not work is said once, and never an obstacle. Of the loop's thread alone.
 */
final class BroadcastSocket {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private static final byte[] LOOPBACK_BROADCAST = {127, (byte) 255, (byte) 255, (byte) 255};

    private final List<InetSocketAddress> targets = new ArrayList<>();
    private final List<UdpSocket> sockets = new ArrayList<>();
    private boolean told;

    /**
     * Opens what can be opened.
     *
     * @param ip what the member is bound to
     * @param port 0 for no discovery
     */
    static BroadcastSocket open(InetAddress ip, int port, PacketCodec wire, TransportListener inputs, EventLoop loop) {
        BroadcastSocket discovery = new BroadcastSocket();
        if (port != 0) {
            for (InetAddress target : broadcastAddresses(ip)) {
                discovery.listen(new InetSocketAddress(target, port), wire, inputs, loop);
            }
            if (discovery.targets.isEmpty()) {
                discovery.tellOnce("no network interface of " + ip.getHostAddress() + " knows IPv4 broadcast");
            }
        }
        return discovery;
    }

    private void listen(InetSocketAddress address, PacketCodec wire, TransportListener inputs, EventLoop loop) {
        targets.add(address);
        try {
            UdpSocket socket = new UdpSocket(bind(address), wire, sameSegment(address, inputs), loop);
            sockets.add(socket);
            socket.register();
        } catch (IOException | RuntimeException e) {
            tellOnce("cannot listen on " + text(address) + ": " + e.getMessage());
        }
    }

    /**
     * Binds to the broadcast address, or to all addresses where that is not possible. The family is left to the JDK: it
     * refuses to bind an IPv4 socket to 127.255.255.255, but not a socket of both families.
     */
    private static DatagramChannel bind(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            EventLoop.closeQuietly(channel);
            return bindToAll(address.getPort());
        }
    }

    private static DatagramChannel bindToAll(int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(port));
            return channel;
        } catch (IOException | RuntimeException e) {
            EventLoop.closeQuietly(channel);
            throw e;
        }
    }

    /** What is looked for on loopback is looked for there only, even where the socket listens on all addresses. */
    private static UdpSocket.Receiver sameSegment(InetSocketAddress address, TransportListener inputs) {
        if (!address.getAddress().isLoopbackAddress()) {
            return inputs::receive;
        }
        return (messages, from, now) -> {
            if (SocketAddresses.toInetAddress(from).isLoopbackAddress()) {
                inputs.receive(messages, from, now);
            }
        };
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static Set<InetAddress> broadcastAddresses(InetAddress ip) {
        Set<InetAddress> found = new LinkedHashSet<>();
        try {
            if (ip.isLoopbackAddress() && ip instanceof Inet4Address) {
                found.add(InetAddress.getByAddress(LOOPBACK_BROADCAST));
                return found;
            }
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                if (network.isUp()) {
                    for (InterfaceAddress address : network.getInterfaceAddresses()) {
                        boolean wanted = ip.isAnyLocalAddress() || ip.equals(address.getAddress());
                        if (wanted && address.getBroadcast() != null) {
                            found.add(address.getBroadcast());
                        }
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot list network interfaces", e);
        }
        return found;
    }

    void send(List<Message> messages, UdpSocket gossip, PacketCodec wire) {
        for (InetSocketAddress target : targets) {
            if (!gossip.send(target, wire.datagram(messages))) {
                tellOnce("cannot send to " + text(target));
            }
        }
    }

    private void tellOnce(String what) {
        if (!told) {
            told = true;
            LOG.log(Level.INFO, "no discovery by broadcast: {0}; seeds and remembered members are used", what);
        }
    }

    void close() {
        sockets.forEach(UdpSocket::close);
    }
}
