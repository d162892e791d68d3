package dev.grapevine.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Forwards TCP connections to another address, as port forwarding does. */
final class Forwarder implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private Forwarder(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    static Forwarder start(InetSocketAddress at, InetSocketAddress target) throws IOException {
        Forwarder forwarder = new Forwarder(new ServerSocket(at.getPort(), BACKLOG, at.getAddress()), target);
        run(forwarder::accept);
        return forwarder;
    }

    boolean listens() {
        return !listener.isClosed();
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (listens()) {
            try {
                Socket from = listener.accept();
                Socket to = new Socket(target.getAddress(), target.getPort());
                sockets.add(from);
                sockets.add(to);
                run(() -> copy(from, to));
                run(() -> copy(to, from));
            } catch (IOException e) {
                close();
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One connection has ended, which ends the other.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
