package dev.grapevine.cluster.net;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * The two sockets of a member: UDP and TCP on the same address and port number.
 *
 * @param bound the address, with the port that was chosen
 */
public record SocketPair(DatagramChannel udp, ServerSocketChannel tcp, InetSocketAddress bound)
        implements AutoCloseable {

    /** Connections that the system queues: a whole cluster may reconnect at once. */
    private static final int BACKLOG = 1_024;

    /** The number of ports to try: a port that is free for TCP may be taken for UDP. */
    private static final int ATTEMPTS = 64;

    /**
     * Room for datagrams that arrive while the thread is delayed: some 400 full packets, as the system accounts for
     * them.
     */
    static final int RECEIVE_BUFFER = 1 << 20;

    /**
     * Opens both sockets.
     *
     * @param port 0 for any port that is free for both
     * @throws BindException with a message for users, if the port is taken or the address is not one of this host
     */
    public static SocketPair open(InetAddress ip, int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerSocketChannel tcp = listen(ip, port);
            try {
                int found = ((InetSocketAddress) tcp.getLocalAddress()).getPort();
                return new SocketPair(bindUdp(ip, found), tcp, new InetSocketAddress(ip, found));
            } catch (Throwable e) {
                LoopFailures.closeQuietly(tcp);
                if (!(e instanceof IOException) || port != 0 || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The family of the address: a socket of both families would also listen on IPv6 where only IPv4 was requested. */
    static ProtocolFamily family(InetAddress ip) {
        return ip instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static ServerSocketChannel listen(InetAddress ip, int port) throws IOException {
        ServerSocketChannel tcp = ServerSocketChannel.open(family(ip));
        try {
            tcp.setOption(StandardSocketOptions.SO_REUSEADDR, true); // ignores old connections in TIME_WAIT
            tcp.bind(new InetSocketAddress(ip, port), BACKLOG);
            return tcp;
        } catch (IOException | RuntimeException e) {
            LoopFailures.closeQuietly(tcp);
            throw explained("TCP", ip, port, e);
        } catch (Error e) {
            LoopFailures.closeQuietly(tcp);
            throw e;
        }
    }

    private static DatagramChannel bindUdp(InetAddress ip, int port) throws IOException {
        DatagramChannel udp = DatagramChannel.open(family(ip));
        try {
            // No SO_REUSEADDR: two members that share a UDP port would silently take each other's packets.
            udp.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            udp.setOption(StandardSocketOptions.SO_BROADCAST, true);
            udp.bind(new InetSocketAddress(ip, port));
            return udp;
        } catch (IOException | RuntimeException e) {
            LoopFailures.closeQuietly(udp);
            throw explained("UDP", ip, port, e);
        } catch (Error e) {
            LoopFailures.closeQuietly(udp);
            throw e;
        }
    }

    /**
     * A taken port, a foreign address and a forbidden port are one exception class, so another bind tells them apart.
     */
    private static IOException explained(String transport, InetAddress ip, int port, Exception cause) {
        String place = transport + " port " + port + " on " + ip.getHostAddress();
        if (!(cause instanceof BindException)) {
            return failure("cannot open " + place + ": " + cause.getMessage(), cause);
        }
        if (!ip.isAnyLocalAddress() && !canBind(ip)) {
            return failure(
                    "cannot bind to " + ip.getHostAddress()
                            + ": it is not an address of this host; use one that is, or 0.0.0.0 for all",
                    cause);
        }
        if (port > 0 && port < 1_024) {
            return failure(
                    "cannot bind " + place + " (" + cause.getMessage()
                            + "); ports below 1024 may need privileges: use a higher one",
                    cause);
        }
        return failure(
                place + " is in use; stop the program that holds it, use another port, or use 0 for any free one",
                cause);
    }

    private static boolean canBind(InetAddress ip) {
        try (DatagramChannel probe = DatagramChannel.open(family(ip))) {
            probe.bind(new InetSocketAddress(ip, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static BindException failure(String message, Exception cause) {
        BindException failure = new BindException(message);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public void close() {
        LoopFailures.closeQuietly(udp);
        LoopFailures.closeQuietly(tcp);
    }
}
