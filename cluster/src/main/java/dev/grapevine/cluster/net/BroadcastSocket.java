package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
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
 * Lets members of one network segment find each other by IPv4 broadcast to an agreed port. All members of one host
 * share that port, and each receives its own copy. So these sockets, unlike the gossip socket, are bound with
 * SO_REUSEADDR, to the broadcast address itself, and only listen. Broadcasts are sent by the gossip socket, so that the
 * answers arrive there.
 *
 * <p>Discovery is a convenience: a failure is logged once and never stops a member. Used by the loop's thread only.
 */
final class BroadcastSocket {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final byte[] LOOPBACK_BROADCAST = {127, (byte) 255, (byte) 255, (byte) 255};

    private final List<InetSocketAddress> targets = new ArrayList<>();
    private final List<UdpSocket> sockets = new ArrayList<>();
    private boolean logged;

    /**
     * Opens a socket for each broadcast address that allows it.
     *
     * @param ip the address that the member is bound to
     * @param port 0 to switch discovery off
     */
    static BroadcastSocket open(
            InetAddress ip, int port, PacketCodec codec, TransportListener listener, EventLoop loop) {
        BroadcastSocket discovery = new BroadcastSocket();
        if (port != 0) {
            for (InetAddress target : broadcastAddresses(ip)) {
                discovery.listen(new InetSocketAddress(target, port), codec, listener, loop);
            }
            if (discovery.targets.isEmpty()) {
                discovery.logOnce("no network interface of " + ip.getHostAddress() + " supports IPv4 broadcast");
            }
        }
        return discovery;
    }

    private void listen(InetSocketAddress address, PacketCodec codec, TransportListener listener, EventLoop loop) {
        targets.add(address);
        try {
            UdpSocket socket = new UdpSocket(bind(address), codec, sameSegment(address, codec, listener), loop);
            sockets.add(socket);
            socket.register();
        } catch (IOException | RuntimeException e) {
            logOnce("cannot listen on " + text(address) + ": " + e.getMessage());
        }
    }

    /**
     * Binds to the broadcast address, or to all addresses where that is not possible. The JDK chooses the address
     * family, because it refuses to bind an IPv4 socket to 127.255.255.255, but allows it for a socket of both
     * families.
     */
    private static DatagramChannel bind(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            LoopFailures.closeQuietly(channel);
            return bindToAll(address.getPort());
        }
    }

    private static DatagramChannel bindToAll(int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(port));
            return channel;
        } catch (Throwable e) {
            LoopFailures.closeQuietly(channel);
            throw e;
        }
    }

    /** Discovery on loopback accepts datagrams from loopback only, even where the socket listens on all addresses. */
    private static UdpSocket.DatagramHandler sameSegment(
            InetSocketAddress address, PacketCodec codec, TransportListener listener) {
        boolean loopback = address.getAddress().isLoopbackAddress();
        return (datagram, from, now) -> {
            if (!loopback || SocketAddresses.toInetAddress(from).isLoopbackAddress()) {
                codec.openDiscovery(datagram, from, listener, now);
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

    void send(List<Message> messages, UdpSocket gossip, PacketCodec codec) {
        for (InetSocketAddress target : targets) {
            if (!gossip.send(target, codec.broadcast(messages))) {
                logOnce("cannot send to " + text(target));
            }
        }
    }

    private void logOnce(String reason) {
        if (!logged) {
            logged = true;
            LOG.log(
                    Level.INFO,
                    "discovery by broadcast does not work: {0}; seeds and remembered members are still used",
                    reason);
        }
    }

    void close() {
        sockets.forEach(UdpSocket::close);
    }
}
