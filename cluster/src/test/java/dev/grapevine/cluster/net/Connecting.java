package dev.grapevine.cluster.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A program that tries to connect, and prints what it takes the failure for: by TCP, then by UDP. */
final class Connecting {

    private static final int MORE_THAN_ALLOWED = 4_096;

    private Connecting() {}

    /** Arguments: host, port, and optionally {@code starved} to use up all descriptors first. */
    public static void main(String[] arguments) {
        ConnectErrors faults = ConnectErrors.learn();
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        List<SocketChannel> held = new ArrayList<>();
        boolean starved = arguments.length > 2;
        // Loads what it takes to tell: without a descriptor no class can be read.
        outcome(faults, () -> SocketChannel.open(target).close());
        System.out.println(outcome(faults, () -> {
            use(starved, held);
            SocketChannel.open(target).close();
        }));
        System.out.println(outcome(faults, () -> {
            // Again: the JVM may have had a file of its own open for a moment.
            use(starved, held);
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.connect(target);
            }
        }));
        held.forEach(EventLoop::closeQuietly);
    }

    private static void use(boolean all, List<SocketChannel> held) throws IOException {
        for (int i = 0; all && i < MORE_THAN_ALLOWED; i++) {
            held.add(SocketChannel.open());
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static String outcome(ConnectErrors faults, Attempt attempt) {
        try {
            attempt.run();
            return "CONNECTED";
        } catch (IOException e) {
            return faults.connecting(e).name();
        }
    }
}
