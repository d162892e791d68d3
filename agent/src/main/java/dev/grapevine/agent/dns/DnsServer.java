package dev.grapevine.agent.dns;

import dev.grapevine.cluster.Cluster;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Serves DNS by UDP and TCP in one thread of its own. Thread-safe. */
public final class DnsServer implements AutoCloseable {

    /** TCP connections at once. For one more, the server closes the connection that has been silent for longest. */
    static final int MAX_CONNECTIONS = 128;

    /** A connection without a query for so long is closed. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");
    private static final int DATAGRAMS_A_TURN = 256;
    private static final long TURN_MILLIS = 1_000;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(TURN_MILLIS);
    private static final long REPORT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FAILED_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final DnsSockets sockets;
    private final DnsResponder responder;
    private final int udpSize;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Thread thread;
    private final DnsCounts counts = new DnsCounts();

    // For the thread alone:
    private final ByteBuffer in = ByteBuffer.allocate(DnsConnection.MAX_QUERY);
    private final SourceRates rates = new SourceRates();
    private final Map<SocketChannel, DnsConnection> connections = new HashMap<>();
    private long reportedAt;
    private long turnedAt;

    private volatile boolean closing;

    private DnsServer(DnsSockets sockets, DnsResponder responder, int udpSize) throws IOException {
        this.sockets = sockets;
        this.responder = responder;
        this.udpSize = udpSize;
        turnedAt = System.nanoTime();
        reportedAt = turnedAt - REPORT_NANOS;
        selector = Selector.open();
        try {
            sockets.udp().register(selector, SelectionKey.OP_READ);
            accepting = sockets.tcp().register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
        thread = new Thread(this::run, "grapevine-dns");
        thread.setDaemon(true);
    }

    /**
     * Begins to answer.
     *
     * @param sockets closed with the server, or if it cannot start
     * @param udpSize the longest response by UDP in bytes, where the client takes it
     */
    public static DnsServer start(DnsSockets sockets, Cluster cluster, DnsSettings settings, int udpSize)
            throws IOException {
        DnsServer server = null;
        boolean started = false;
        try {
            server = new DnsServer(sockets, DnsResponder.of(cluster, settings, new Random()), udpSize);
            server.thread.start();
            started = true;
            return server;
        } finally {
            if (!started) {
                if (server != null) {
                    close(server.selector);
                }
                close(sockets);
            }
        }
    }

    public InetSocketAddress address() {
        return sockets.address();
    }

    public DnsCounts counts() {
        return counts;
    }

    private void run() {
        while (!closing) {
            // Whatever is thrown, an Error too, the server goes on: nobody would notice that its thread has ended.
            try {
                selector.select(this::serve, TURN_MILLIS);
                long now = System.nanoTime();
                if (now - turnedAt >= TURN_NANOS) {
                    turnedAt = now;
                    closeIdle(now);
                    accepting.interestOps(SelectionKey.OP_ACCEPT);
                }
            } catch (Throwable e) {
                report(e);
                LockSupport.parkNanos(FAILED_TURN_NANOS);
            }
        }
        connections.keySet().forEach(DnsServer::close);
        close(selector);
        close(sockets);
    }

    private void serve(SelectionKey key) {
        try {
            if (key.channel() == sockets.udp()) {
                receive();
            } else if (key.channel() == sockets.tcp()) {
                accept(key);
            } else {
                converse(key, (SocketChannel) key.channel());
            }
        } catch (Throwable e) {
            report(e);
            if (key.channel() instanceof SocketChannel channel) {
                end(channel);
            }
        }
    }

    // ---- UDP

    private void receive() throws IOException {
        for (int i = 0; i < DATAGRAMS_A_TURN; i++) {
            in.clear();
            InetSocketAddress from = (InetSocketAddress) sockets.udp().receive(in);
            if (from == null) {
                return;
            }
            byte[] response = null;
            if (from.getAddress().isLoopbackAddress() || rates.take(from.getAddress(), System.nanoTime())) {
                in.flip();
                byte[] query = new byte[in.remaining()];
                in.get(query);
                response = respond(query, udpSize);
            }
            if (response != null && sent(response, from)) {
                counts.answeredByUdp();
            } else {
                counts.dropped();
            }
        }
    }

    private boolean sent(byte[] response, InetSocketAddress to) {
        try {
            return sockets.udp().send(ByteBuffer.wrap(response), to) > 0;
        } catch (IOException e) {
            return false; // a port 0, for example: a matter of that client alone
        }
    }

    private byte @Nullable [] respond(byte[] query, int size) {
        try {
            return responder.respond(query, size);
        } catch (RuntimeException e) {
            report(e);
            return DnsResponder.failed(query);
        }
    }

    // ---- TCP

    private void accept(SelectionKey key) {
        SocketChannel channel;
        try {
            channel = sockets.tcp().accept();
        } catch (IOException e) {
            key.interestOps(0); // no descriptor is left, perhaps; the loop must not spin until there is one
            report(e);
            return;
        }
        if (channel == null) {
            return;
        }
        if (connections.size() >= MAX_CONNECTIONS) {
            connections.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().activeAt()))
                    .ifPresent(entry -> end(entry.getKey()));
        }
        connections.put(channel, new DnsConnection(channel, System.nanoTime()));
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            end(channel);
        }
    }

    private void converse(SelectionKey key, SocketChannel channel) {
        DnsConnection connection = connections.get(channel);
        if (connection == null) {
            return;
        }
        boolean goesOn;
        try {
            long now = System.nanoTime();
            goesOn = key.isWritable() && !connection.write(now) ? false : connection.read(this::respondByTcp, now);
        } catch (IOException e) {
            goesOn = false; // the client is gone
        }
        if (goesOn) {
            key.interestOps((connection.reads() ? SelectionKey.OP_READ : 0)
                    | (connection.writes() ? SelectionKey.OP_WRITE : 0));
        } else {
            end(channel);
        }
    }

    private byte @Nullable [] respondByTcp(byte[] query) {
        byte[] response = respond(query, 0);
        if (response == null) {
            counts.dropped();
        } else {
            counts.answeredByTcp();
        }
        return response;
    }

    private void closeIdle(long now) {
        connections.entrySet().stream()
                .filter(entry -> now - entry.getValue().activeAt() > IDLE_NANOS)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::end);
    }

    private void end(SocketChannel channel) {
        connections.remove(channel);
        close(channel);
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Could not close a DNS socket", e);
        }
    }

    /** At most one line a minute: a client can provoke many. */
    private void report(Throwable e) {
        long now = System.nanoTime();
        if (!closing && now - reportedAt >= REPORT_NANOS) {
            reportedAt = now;
            LOG.log(Level.WARNING, "A DNS query could not be answered", e);
        }
    }

    /** Ends all connections and frees the port; waits for that, unless it is interrupted. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
