package dev.grapevine.cluster.net;

import static org.awaitility.Awaitility.await;

import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A transport on loopback, with no peer behind it. */
final class TestNode implements AutoCloseable {

    static final String CLUSTER = "transport-test";
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final EventLoop loop;
    final RecordingTransportListener listener = new RecordingTransportListener();
    final Transport transport;
    final Address address;

    private TestNode(String cluster, int broadcastPort) {
        try {
            loop = EventLoop.start("test-node");
            SocketPair sockets = SocketPair.open(InetAddress.getLoopbackAddress(), 0);
            address = SocketAddresses.toAddress(sockets.bound());
            transport = loop.call(() -> {
                try {
                    TestOutlet outlet = new TestOutlet();
                    Transport opened = Transport.open(
                            loop, sockets, broadcastPort, Sealing.plain(cluster, outlet), listener, "test-resolve");
                    outlet.transport = opened;
                    return opened;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestNode start() {
        return new TestNode(CLUSTER, 0);
    }

    static TestNode of(String cluster) {
        return new TestNode(cluster, 0);
    }

    static TestNode discovering(int broadcastPort) {
        return new TestNode(CLUSTER, broadcastPort);
    }

    void run(Consumer<Transport> action) {
        loop.call(() -> {
            action.accept(transport);
            return true;
        });
    }

    long openStream(Address to) {
        return loop.call(() -> transport.openStream(to));
    }

    long openDatagram(Address to) {
        return loop.call(() -> transport.openDatagram(to));
    }

    <T extends RecordingTransportListener.Notification> T next(Class<T> kind) {
        return nth(kind, 1);
    }

    <T extends RecordingTransportListener.Notification> T nth(Class<T> kind, int n) {
        await().atMost(PATIENCE).until(() -> listener.of(kind).size() >= n);
        return listener.of(kind).get(n - 1);
    }

    /** A plain TCP connection to the node, for tests that misbehave. */
    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()), 2_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    static byte[] frame(Message... messages) {
        ByteBuffer frame = new FrameWriter(new PlainSeal(CLUSTER)).write(List.of(messages));
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** An address of this host that no process listens on. */
    static Address unused() throws IOException {
        try (SocketPair pair = SocketPair.open(InetAddress.getLoopbackAddress(), 0)) {
            return SocketAddresses.toAddress(pair.bound());
        }
    }

    @Override
    public void close() {
        loop.call(() -> {
            transport.close();
            return true;
        });
        loop.stop();
    }
}
