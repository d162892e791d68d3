package dev.grapevine.agent.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a client, and what it is doing. While a client waits for a response, the server does not read, and
 * so would not see that the client has gone; {@link #await} looks for that. Thread-safe.
 */
final class ClientConnection {

    /** The attribute of a request that holds its connection. */
    static final String ATTRIBUTE = ClientConnection.class.getName();

    /** What happens on the connection. */
    enum Phase {
        /** The head of a request has not arrived in full, or none at all. */
        READING,
        /** The body of a request is arriving. */
        BODY,
        /** A request is being answered. */
        ANSWERING,
        /** A request waits for something to happen: a blocking read, or an event stream. */
        WAITING
    }

    private final Connection connection;
    private final EndPoint endPoint;
    private final long idleMillis;
    private final InetSocketAddress remote;
    private Phase phase = Phase.READING;
    private long phaseNanos = System.nanoTime();
    private long bytesBefore;
    private boolean answered;
    private @Nullable Watch watch;
    private BooleanSupplier permit = () -> true;

    ClientConnection(Connection connection, long idleMillis) {
        this.connection = connection;
        this.endPoint = connection.getEndPoint();
        this.idleMillis = idleMillis;
        SocketAddress address = endPoint.getRemoteSocketAddress();
        this.remote = address instanceof InetSocketAddress inet ? inet : new InetSocketAddress(0);
    }

    static ClientConnection of(Context context) {
        if (context.req().getAttribute(ATTRIBUTE) instanceof ClientConnection client) {
            return client;
        }
        throw new IllegalStateException("a request without a connection");
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** The address without the port. */
    String client() {
        return remote.getAddress() == null ? "" : remote.getAddress().getHostAddress();
    }

    synchronized Phase phase() {
        return phase;
    }

    synchronized boolean answering() {
        return phase == Phase.ANSWERING || phase == Phase.WAITING;
    }

    synchronized long phaseNanos() {
        return phaseNanos;
    }

    /** Whether a part of a request has arrived, or the first request is yet to come. */
    synchronized boolean requestBegun() {
        return phase == Phase.READING && (!answered || connection.getBytesIn() > bytesBefore);
    }

    synchronized void phase(Phase next) {
        phase = next;
        phaseNanos = System.nanoTime();
        if (next == Phase.READING) {
            answered = true;
            bytesBefore = connection.getBytesIn();
        }
    }

    /** When a part of the next request is first seen; a client that has kept its connection has all the time until then. */
    synchronized void requestSeen() {
        if (answered) {
            answered = false;
            phaseNanos = System.nanoTime();
        }
    }

    /** Limits how long the client may take nothing of a response; zero for no limit. */
    void idleTimeout(long millis) {
        endPoint.setIdleTimeout(millis);
    }

    /** Back to the usual limit. */
    void usualIdleTimeout() {
        endPoint.setIdleTimeout(idleMillis);
    }

    /** Sets what says whether the request that is being answered would be accepted now. */
    synchronized void permit(BooleanSupplier accepted) {
        permit = accepted;
    }

    /** Closes the connection if its request waits, and would not be accepted any more. */
    void closeUnlessPermitted() {
        BooleanSupplier accepted;
        synchronized (this) {
            if (phase != Phase.WAITING) {
                return;
            }
            accepted = permit;
        }
        if (!accepted.getAsBoolean()) {
            close();
        }
    }

    /**
     * The request waits. A client that closes its side meanwhile is taken to be gone.
     *
     * @param gone called once at most
     */
    void await(Runnable gone) {
        Watch fresh = new Watch(gone);
        synchronized (this) {
            phase(Phase.WAITING);
            watch = fresh;
        }
        endPoint.setIdleTimeout(0);
        fresh.look();
        closeUnlessPermitted(); // what is accepted may have changed since the request was
    }

    /**
     * The request waits no longer, and its response may be written.
     *
     * @return false if the connection must be closed after the response, since a part of the next request is lost
     */
    boolean resume() {
        Watch last;
        synchronized (this) {
            last = watch;
            watch = null;
            phase(Phase.ANSWERING);
        }
        usualIdleTimeout();
        return last == null || last.end();
    }

    void close() {
        endPoint.close();
    }

    /** Looks for the end of the stream. A byte that is read instead belongs to the next request, which is then lost. */
    private final class Watch implements Callback {

        private final Runnable gone;
        private boolean over;
        private boolean bytesLost;

        Watch(Runnable gone) {
            this.gone = gone;
        }

        synchronized void look() {
            if (!over && !bytesLost) {
                endPoint.tryFillInterested(this);
            }
        }

        /** Takes back the interest in reading, which the server needs for the next request. */
        boolean end() {
            synchronized (this) {
                over = true;
            }
            if (endPoint instanceof AbstractEndPoint cancellable) {
                cancellable.getFillInterest().fillable();
            }
            synchronized (this) {
                return !bytesLost;
            }
        }

        @Override
        public void succeeded() {
            boolean end;
            synchronized (this) {
                if (over) {
                    return;
                }
                try {
                    ByteBuffer one = BufferUtil.allocate(1);
                    int filled = endPoint.fill(one);
                    bytesLost = filled > 0;
                    end = filled < 0;
                } catch (IOException e) {
                    end = true;
                }
                over = end;
            }
            if (end) {
                gone.run();
            } else {
                look();
            }
        }

        @Override
        public void failed(Throwable cause) {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
            }
            gone.run();
        }
    }
}
