package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.HostPort;
import dev.grapevine.cluster.StartException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** Binds the port of the HTTP API before anything else starts, so that nothing has to be undone if it is in use. */
final class HttpSocket {

    private static final int BACKLOG = 128;

    private HttpSocket() {}

    static ServerSocketChannel bind(HostPort listen) {
        return bind(listen, "HTTP", "--http HOST:PORT, GRAPEVINE_HTTP or http.listen, or disable HTTP with --http off");
    }

    /** Binds the port that serves the health of the agent. */
    static ServerSocketChannel bindHealth(HostPort listen) {
        return bind(listen, "the health of the agent", "http.health, or disable it with http.health: off");
    }

    private static ServerSocketChannel bind(HostPort listen, String what, String remedy) {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved()) {
            throw failed(what, listen, "unknown host " + listen.host(), remedy, null);
        }
        ServerSocketChannel socket = null;
        try {
            // Of the family of the address: a socket of both families would report its address as IPv6.
            socket = ServerSocketChannel.open(
                    address.getAddress() instanceof Inet4Address
                            ? StandardProtocolFamily.INET
                            : StandardProtocolFamily.INET6);
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException e) {
            close(socket);
            boolean used =
                    e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
            throw failed(
                    what,
                    listen,
                    used ? "port " + listen.port() + " is in use" : String.valueOf(e.getMessage()),
                    remedy,
                    e);
        }
    }

    private static StartException failed(
            String what, HostPort listen, String why, String remedy, @Nullable IOException cause) {
        return new StartException(
                "cannot serve " + what + " on " + listen + ": " + why + "; set another address with " + remedy, cause);
    }

    static void close(@Nullable ServerSocketChannel socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                System.getLogger(HttpSocket.class.getName())
                        .log(System.Logger.Level.DEBUG, "Could not close the HTTP socket", alreadyGone);
            }
        }
    }
}
