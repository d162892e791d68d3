package com.example.chat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to one other participant. */
final class Outbox implements Closeable {

    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    private final InetSocketAddress address;
    private final Socket connection;

    private Outbox(InetSocketAddress address, Socket connection) {
        this.address = address;
        this.connection = connection;
    }

    static Outbox connect(InetSocketAddress address) throws IOException {
        Socket connection = new Socket();
        try {
            connection.connect(address, CONNECT_TIMEOUT_MILLIS);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        return new Outbox(address, connection);
    }

    InetSocketAddress address() {
        return address;
    }

    /** Waits while the receiver is behind with reading. {@link #close} ends that. */
    void send(String line) throws IOException {
        connection.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            // It is of no use any more, in any case.
        }
    }
}
