package dev.grapevine.agent.daemon;

import dev.grapevine.cluster.net.AllowList;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Answers HTTP while the agent starts, which may take long: a disk or a name server may be slow. {@code /healthz} says that
 * the process lives, everything else that it is not ready. It has one thread, bounds what it reads and holds, and leaves
 * the listening socket to the API.
 */
final class StartupResponder implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_HEADER_BYTES = 8 << 10;
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long TICK_MILLIS = 500;

    private static final String END_OF_HEADER = "\r\n\r\n";
    private static final String HEALTHZ = "GET /healthz ";

    private static final ByteBuffer ALIVE =
            response("200 OK", "text/plain;charset=utf-8", "ok\n").asReadOnlyBuffer();
    private static final ByteBuffer NOT_READY = response(
                    "503 Service Unavailable",
                    "application/problem+json",
                    "{\"type\":\"about:blank\",\"title\":\"Not ready\",\"status\":503,\"detail\":\"this agent is starting\","
                            + "\"remedy\":\"try again in a moment\"}")
            .asReadOnlyBuffer();

    private final ServerSocketChannel socket;
    private final AllowList allow;
    private final Selector selector;
    private final Thread thread;
    private volatile boolean closing;

    /** What is read of one request. */
    private record Request(ByteBuffer header, long sinceNanos) {}

    private StartupResponder(ServerSocketChannel socket, AllowList allow, Selector selector) {
        this.socket = socket;
        this.allow = allow;
        this.selector = selector;
        this.thread = new Thread(this::run, "grapevine-startup");
        thread.setDaemon(true);
    }

    /**
     * @param socket is bound; used until this is closed, and not closed with it
     * @param allow whose connections are answered; others are closed
     */
    static StartupResponder start(ServerSocketChannel socket, AllowList allow) throws IOException {
        Selector selector = Selector.open();
        try {
            socket.configureBlocking(false);
            socket.register(selector, SelectionKey.OP_ACCEPT);
            StartupResponder responder = new StartupResponder(socket, allow, selector);
            responder.thread.start();
            return responder;
        } catch (Throwable e) {
            selector.close();
            throw e;
        }
    }

    private static ByteBuffer response(String status, String type, String body) {
        return StandardCharsets.US_ASCII.encode(
                "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length()
                        + "\r\nCache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\n\r\n" + body);
    }

    private void run() {
        try {
            while (!closing) {
                selector.select(this::serve, TICK_MILLIS);
                closeOld();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "Cannot answer HTTP before the agent has started", e);
        }
    }

    private void serve(SelectionKey key) {
        if (key.isValid() && key.isAcceptable()) {
            accept(key);
        } else if (key.isValid()) {
            read(key);
        }
    }

    private void accept(SelectionKey acceptor) {
        try {
            SocketChannel accepted = selector.keys().size() <= MAX_CONNECTIONS ? socket.accept() : null;
            if (accepted == null) {
                acceptor.interestOps(0); // until the next tick, so that a lack of descriptors costs nothing
                return;
            }
            InetSocketAddress from = (InetSocketAddress) accepted.getRemoteAddress();
            if (!allow.allows(from.getAddress())) {
                accepted.close();
                return;
            }
            accepted.configureBlocking(false);
            accepted.register(
                    selector,
                    SelectionKey.OP_READ,
                    new Request(ByteBuffer.allocate(MAX_HEADER_BYTES), System.nanoTime()));
        } catch (IOException e) {
            acceptor.interestOps(0);
        }
    }

    private void read(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer header = ((Request) key.attachment()).header();
        try {
            boolean ended = channel.read(header) < 0;
            String text = StandardCharsets.ISO_8859_1
                    .decode(header.duplicate().flip())
                    .toString();
            if (text.contains(END_OF_HEADER) || !header.hasRemaining()) {
                channel.write((text.startsWith(HEALTHZ) ? ALIVE : NOT_READY).duplicate());
                channel.shutdownOutput();
                close(key);
            } else if (ended) {
                close(key);
            }
        } catch (IOException gone) {
            close(key);
        }
    }

    private void closeOld() {
        long now = System.nanoTime();
        for (SelectionKey key : new ArrayList<>(selector.keys())) {
            if (key.attachment() instanceof Request request) {
                if (now - request.sinceNanos() > MAX_AGE_NANOS) {
                    close(key);
                }
            } else if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "A client was gone", gone);
        }
    }

    /** Connections that are not accepted yet wait for the API. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            for (SelectionKey key : new ArrayList<>(selector.keys())) {
                if (key.attachment() != null) {
                    close(key);
                }
            }
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Could not close a selector", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
