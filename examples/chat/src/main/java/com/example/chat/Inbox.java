package com.example.chat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes connections from the other participants, and passes on the lines that come in. */
final class Inbox implements Closeable {

    private static final int ANY_PORT = 0;
    private static final int BACKLOG = 50;

    private final ServerSocket server;
    private final Consumer<String> reader;

    private Inbox(ServerSocket server, Consumer<String> reader) {
        this.server = server;
        this.reader = reader;
    }

    /** Listens where the member does by default: on this machine only. */
    static Inbox open(Consumer<String> reader) throws IOException {
        Inbox inbox = new Inbox(new ServerSocket(ANY_PORT, BACKLOG, InetAddress.getByName("127.0.0.1")), reader);
        start("inbox", inbox::accept);
        return inbox;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = server.accept();
                start("inbox-connection", () -> read(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void read(Socket connection) {
        try (connection) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            String line;
            while ((line = lines.readLine()) != null) {
                reader.accept(line);
            }
        } catch (IOException e) {
            // The sender is gone. Who has left or failed is told by the cluster.
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It is of no use any more, in any case.
        }
    }
}
