package dev.grapevine.agent.http;

import dev.grapevine.cluster.log.LineLimits;
import dev.grapevine.cluster.net.AllowList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Accepts connections from the networks that are allowed; others are closed before a byte of them is read. No acceptor
 * thread and one selector, so that only one thread runs all the time.
 */
final class ApiConnector extends ServerConnector {

    private static final Logger LOG = System.getLogger(ApiConnector.class.getName());

    private final Supplier<AllowList> allowed;
    private final LineLimits refused = new LineLimits(1);

    private ApiConnector(Server server, Supplier<AllowList> allowed, ConnectionFactory... factories) {
        super(server, null, null, null, 0, 1, factories);
        this.allowed = allowed;
    }

    /**
     * A connector on a socket that is bound.
     *
     * @param allowed asked for with each connection
     */
    static ApiConnector on(
            ServerSocketChannel socket,
            Server server,
            Supplier<AllowList> allowed,
            ConnectionLimits connections,
            ConnectionFactory... factories) {
        ApiConnector connector = new ApiConnector(server, allowed, factories);
        connector.setIdleTimeout(HttpLimits.IDLE.toMillis());
        connector.setAcceptedSendBufferSize(HttpLimits.SEND_BUFFER_BYTES);
        connector.addBean(connections);
        try {
            connector.open(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            protected void accepted(SelectableChannel channel) throws IOException {
                if (admits((SocketChannel) channel)) {
                    super.accepted(channel);
                } else {
                    channel.close();
                }
            }
        };
    }

    private boolean admits(SocketChannel channel) throws IOException {
        if (!(channel.getRemoteAddress() instanceof InetSocketAddress from)) {
            return false; // it is gone
        }
        boolean admitted = allowed.get().allows(from.getAddress());
        if (!admitted) {
            String host = from.getAddress().getHostAddress();
            long leftOut = refused.admit(host, System.nanoTime());
            if (leftOut >= 0) {
                LOG.log(
                        Level.WARNING,
                        LineLimits.counted(
                                "HTTP connection from " + host
                                        + " refused: it is in none of the networks of http.allow",
                                leftOut));
            }
        }
        return admitted;
    }

    @Override
    protected void configure(Socket accepted) {
        super.configure(accepted);
        probe(accepted);
    }

    /** Has the kernel find out when a client has vanished while nothing is sent to it. */
    private static void probe(Socket accepted) {
        try {
            accepted.setKeepAlive(true);
            accepted.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, (int) HttpLimits.PROBE.toSeconds());
            accepted.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, (int) HttpLimits.PROBE_AGAIN.toSeconds());
            accepted.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, HttpLimits.PROBES);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "No keep-alive probes on this system", e);
        }
    }
}
