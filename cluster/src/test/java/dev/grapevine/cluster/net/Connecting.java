package dev.grapevine.cluster.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A program that tries to connect by TCP, then by UDP, and prints how it classifies the failures. */
final class Connecting {

    private static final int MORE_THAN_ALLOWED = 4_096;

    private Connecting() {}

    /** Arguments: host, port, and optionally {@code starved} to use up all descriptors first. */
    public static void main(String[] arguments) {
        ConnectErrors connectErrors = ConnectErrors.learn();
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        List<SocketChannel> held = new ArrayList<>();
        boolean starved = arguments.length > 2;
        // Loads the classes that this needs: without a free descriptor none could be loaded.
        outcome(connectErrors, () -> SocketChannel.open(target).close());
        System.out.println(outcome(connectErrors, () -> {
            use(starved, held);
            SocketChannel.open(target).close();
        }));
        System.out.println(outcome(connectErrors, () -> {
            // Taken again, because the JVM may have closed one of its own files in the meantime.
            use(starved, held);
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.connect(target);
            }
        }));
        held.forEach(LoopFailures::closeQuietly);
    }

    private static void use(boolean all, List<SocketChannel> held) throws IOException {
        for (int i = 0; all && i < MORE_THAN_ALLOWED; i++) {
            held.add(SocketChannel.open());
        }
    }

    private interface IoAction {
        void run() throws IOException;
    }

    private static String outcome(ConnectErrors connectErrors, IoAction action) {
        try {
            action.run();
            return "CONNECTED";
        } catch (IOException e) {
            return connectErrors.connecting(e).name();
        }
    }
}
