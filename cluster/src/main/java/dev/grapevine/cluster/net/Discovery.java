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
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Members of one network segment find each other by IPv4 broadcast to an agreed port. All of one host share that port, and
 * each gets its copy: so these sockets, unlike the gossip sockets, are bound with SO_REUSEADDR, to the broadcast address
 * itself, and only listen. What is sent goes out by the gossip socket, so that it can be answered there.
 *
 * <p>It is a convenience: what does not work is said once, and never an obstacle. Of the loop's thread alone.
 */
final class Discovery {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private static final byte[] LOOPBACK_BROADCAST = {127, (byte) 255, (byte) 255, (byte) 255};

    private final List<InetSocketAddress> targets = new ArrayList<>();
    private final List<Datagrams> sockets = new ArrayList<>();
    private boolean told;

    /**
     * Opens what can be opened.
     *
     * @param ip what the member is bound to
     * @param port 0 for no discovery
     */
    static Discovery open(InetAddress ip, int port, Wire wire, Inputs inputs, EventLoop loop) {
        Discovery discovery = new Discovery();
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

    private void listen(InetSocketAddress address, Wire wire, Inputs inputs, EventLoop loop) {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(SocketPair.family(address.getAddress()));
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address);
            Datagrams socket = new Datagrams(channel, wire, inputs, loop);
            socket.register();
            sockets.add(socket);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                EventLoop.closeQuietly(channel);
            }
            tellOnce("cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": "
                    + e.getMessage());
        }
        targets.add(address);
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

    void send(List<Message> messages, Datagrams gossip, Wire wire) {
        for (InetSocketAddress target : targets) {
            if (!gossip.send(target, wire.datagram(messages))) {
                tellOnce("cannot send to " + target.getAddress().getHostAddress() + ":" + target.getPort());
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
        sockets.forEach(Datagrams::close);
    }
}
