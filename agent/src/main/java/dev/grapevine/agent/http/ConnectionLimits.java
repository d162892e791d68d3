package dev.grapevine.agent.http;

import dev.grapevine.cluster.net.AllowList;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections for clients that use them. Where there are too many, a new one is accepted nevertheless, and the one
 * is closed that has sent no request for the longest time, of the client that has the most. A request that arrives too
 * slowly is not waited for, and neither is a client that has vanished. Thread-safe.
 */
final class ConnectionLimits implements Connection.Listener {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Map<Connection, ClientConnection> open = new ConcurrentHashMap<>();
    private final SilentPeers silentPeers;
    private final Duration patience;

    /** @param patience for the headers of a request to arrive */
    ConnectionLimits(SilentPeers silentPeers, Duration patience) {
        this.silentPeers = silentPeers;
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) {
            return; // the connection within it counts
        }
        ClientConnection client = new ClientConnection(connection, HttpLimits.IDLE.toMillis());
        open.put(connection, client);
        if (open.size() > HttpLimits.CONNECTIONS) {
            closeOne(busiest(), client);
        } else {
            String address = client.client();
            if (of(address).size() > HttpLimits.CONNECTIONS_PER_CLIENT) {
                closeOne(address, client);
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    @Nullable ClientConnection find(Connection connection) {
        return open.get(connection);
    }

    int open() {
        return open.size();
    }

    private List<ClientConnection> of(String address) {
        return open.values().stream()
                .filter(each -> each.client().equals(address))
                .toList();
    }

    private String busiest() {
        return open.values().stream()
                .collect(Collectors.groupingBy(ClientConnection::client, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** Those that wait have places, which are limited elsewhere. */
    private void closeOne(String address, ClientConnection newest) {
        of(address).stream()
                .filter(each -> each != newest && each.phase() != ClientConnection.Phase.WAITING)
                .min(Comparator.comparing((Function<ClientConnection, ClientConnection.Phase>) ClientConnection::phase)
                        .thenComparing(ClientConnection::phaseNanos, (a, b) -> Long.signum(a - b)))
                .orElse(newest)
                .close();
    }

    /** Waits until no client is being answered, or waits to be. */
    void awaitAnswers(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (open.values().stream().anyMatch(ClientConnection::answering) && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Closes the connections whose requests wait, and would not be accepted any more. */
    void closeUnlessPermitted() {
        open.values().forEach(ClientConnection::closeUnlessPermitted);
    }

    /** Closes the connections of clients that are not in one of the networks. */
    void closeUnlessIn(AllowList networks) {
        open.values().stream()
                .filter(each -> !networks.allows(each.remote().getAddress()))
                .forEach(ClientConnection::close);
    }

    void closeAll() {
        open.values().forEach(ClientConnection::close);
    }

    /** Closes what has taken too long. Called about once a second. */
    void sweep(long nowNanos) {
        for (ClientConnection client : open.values()) {
            if (client.requestBegun()) {
                client.requestSeen();
                if (nowNanos - client.phaseNanos() > patience.toNanos()) {
                    client.close();
                }
            }
        }
    }

    /** Closes connections whose clients have not acknowledged anything for long. */
    void closeSilent() {
        List<ClientConnection> written = open.values().stream()
                .filter(each -> each.phase() != ClientConnection.Phase.READING)
                .toList();
        if (!written.isEmpty()) {
            Set<InetSocketAddress> silent = silentPeers.find();
            written.stream().filter(each -> silent.contains(each.remote())).forEach(ClientConnection::close);
        }
    }
}
