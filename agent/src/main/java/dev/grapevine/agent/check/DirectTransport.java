package dev.grapevine.agent.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A single connection to an address that is known. Keeps its channel, so that the attempt can be ended. Thread-safe. */
final class DirectTransport extends Transport.Socket {

    private final InetSocketAddress address;
    private @Nullable SocketChannel channel;
    private boolean closed;

    DirectTransport(InetSocketAddress address) {
        this.address = address;
    }

    @Override
    public SocketAddress getSocketAddress() {
        return address;
    }

    @Override
    public synchronized SelectableChannel newSelectableChannel() throws IOException {
        if (closed) {
            throw new IOException("the check has ended");
        }
        channel = SocketChannel.open();
        return channel;
    }

    @Override
    public EndPoint newEndPoint(
            Scheduler scheduler, ManagedSelector selector, SelectableChannel selectable, SelectionKey key) {
        return new SocketChannelEndPoint((SocketChannel) selectable, selector, key, scheduler);
    }

    /**
     * Refuses a connection to itself: where nobody listens, the system may choose the very port that is asked for as the
     * local one.
     */
    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) throws IOException {
        if (address.equals(endPoint.getLocalSocketAddress())) {
            throw new ConnectException("Connection refused");
        }
        return super.newConnection(endPoint, context);
    }

    /** Ends the attempt. Returns whether there is a channel, which the selector frees when it next turns. */
    synchronized boolean close() {
        closed = true;
        if (channel == null) {
            return false;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed nevertheless.
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
