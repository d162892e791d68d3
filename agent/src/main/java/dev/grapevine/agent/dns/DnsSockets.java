package dev.grapevine.agent.dns;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/** A UDP and a TCP socket of the same address and port. */
public record DnsSockets(DatagramChannel udp, ServerSocketChannel tcp) implements Closeable {

    private static final int BACKLOG = 128;
    private static final int FREE_PORT_ATTEMPTS = 16;

    /**
     * Binds both.
     *
     * @param address resolved; with port 0, a port is chosen that is free for both
     */
    public static DnsSockets bind(InetSocketAddress address) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return bindOnce(address);
            } catch (BindException e) {
                if (address.getPort() != 0 || attempt == FREE_PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static DnsSockets bindOnce(InetSocketAddress address) throws IOException {
        StandardProtocolFamily family = address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
        ServerSocketChannel tcp = ServerSocketChannel.open(family);
        DatagramChannel udp = null;
        try {
            tcp.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            tcp.bind(address, BACKLOG);
            udp = DatagramChannel.open(family);
            udp.bind(tcp.getLocalAddress());
            tcp.configureBlocking(false);
            udp.configureBlocking(false);
            return new DnsSockets(udp, tcp);
        } catch (IOException | RuntimeException e) {
            tcp.close();
            if (udp != null) {
                udp.close();
            }
            throw e;
        }
    }

    /** Where both are bound. */
    public InetSocketAddress address() {
        return new InetSocketAddress(tcp.socket().getInetAddress(), tcp.socket().getLocalPort());
    }

    /** Whether only this host can reach them. */
    public boolean loopback() {
        return tcp.socket().getInetAddress().isLoopbackAddress();
    }

    /** Frees the port of both. */
    @Override
    public void close() throws IOException {
        try (udp) {
            tcp.close();
        }
    }
}
