package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.RecordingTransportListener.Notification;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamTransportTest {

    private static final Message HELLO = hello(Message.Purpose.SYNC);

    private static final Message PING = new Message.Ping(7, 42, 99);

    private static Message hello(Message.Purpose purpose) {
        return new Message.Hello(1, 1, TestNode.CLUSTER, "a", 5, purpose);
    }

    @Test
    void a_stream_opens_carries_messages_both_ways_and_ends() {
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long ours = a.openStream(b.address);
            a.run(transport -> transport.write(ours, List.of(HELLO))); // before it is open
            assertThat(a.next(Notification.ChannelOpened.class)).isEqualTo(new Notification.ChannelOpened(ours));
            Notification.ChannelAccepted accepted = b.next(Notification.ChannelAccepted.class);
            assertThat(accepted.from().host()).isEqualTo("127.0.0.1");
            assertThat(b.next(Notification.ChannelRead.class))
                    .isEqualTo(new Notification.ChannelRead(accepted.channel(), List.of(HELLO)));
            b.run(transport -> transport.write(accepted.channel(), List.of(PING, PING)));
            assertThat(a.next(Notification.ChannelRead.class))
                    .isEqualTo(new Notification.ChannelRead(ours, List.of(PING, PING)));
            b.run(transport -> transport.close(accepted.channel()));
            assertThat(a.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(ours, CloseCause.END));
            assertThat(b.listener.of(Notification.ChannelClosed.class)).isEmpty();
            assertThat(a.transport.traffic().tcpBytesReceived())
                    .isEqualTo(b.transport.traffic().tcpBytesSent())
                    .isEqualTo(TestNode.frame(PING, PING).length);
        }
    }

    @Test
    void numbers_are_never_used_twice() {
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long first = a.openStream(b.address);
            long second = b.next(Notification.ChannelAccepted.class).channel();
            a.run(transport -> transport.close(first));
            long third = a.openStream(b.address);
            long fourth = a.openDatagram(b.address);
            assertThat(List.of(first, third, fourth)).containsExactly(1L, 2L, 3L);
            assertThat(second).isEqualTo(1);
        }
    }

    @Test
    void a_port_without_a_listener_refuses() throws IOException {
        Address unused = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            long channel = node.openStream(unused);
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.REFUSED));
            assertThat(node.listener.of(Notification.ChannelOpened.class)).isEmpty();
        }
    }

    @Test
    void a_fault_of_this_host_is_not_a_refusal() {
        try (TestNode node = TestNode.start()) {
            long channel = node.openStream(Address.parse("::1", 9)); // from 127.0.0.1
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.LOCAL));
        }
    }

    @Test
    void a_connection_to_itself_counts_as_refused() throws IOException {
        Address free = TestNode.unused();
        try (TestNode node = TestNode.start();
                SocketPair sockets = SocketPair.open(InetAddress.getLoopbackAddress(), 0)) {
            TcpStreams streams = new TcpStreams(
                    node.loop,
                    sockets.tcp(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), free.port()),
                    new PacketCodec(Sealing.plain(TestNode.CLUSTER, new TestOutlet()), new TrafficCounter()),
                    new ChannelTable(node.loop, node.listener),
                    ConnectErrors.learn());
            long channel = node.loop.call(() -> streams.open(free));
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.REFUSED));
            assertThat(node.listener.of(Notification.ChannelOpened.class)).isEmpty();
        }
    }

    @Test
    void a_listener_whose_backlog_is_full_times_out() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode node = TestNode.start()) {
            InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort());
            for (int i = 0; i < 2; i++) { // the system accepts one more than the backlog, then ignores connections
                Socket filler = new Socket();
                fillers.add(filler);
                filler.connect(target, 2_000);
            }
            long channel = node.openStream(SocketAddresses.toAddress(target));
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.TIMEOUT));
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void a_reset_is_distinguished_from_an_orderly_end() throws IOException {
        try (TestNode node = TestNode.start()) {
            Socket socket = node.connect();
            long channel = node.next(Notification.ChannelAccepted.class).channel();
            socket.setSoLinger(true, 0);
            socket.close();
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.RESET));
        }
    }

    @Test
    void an_end_within_a_frame_counts_as_a_reset() throws IOException {
        try (TestNode node = TestNode.start()) {
            byte[] frame = TestNode.frame(HELLO);
            try (Socket socket = node.connect()) {
                socket.getOutputStream().write(frame, 0, frame.length - 1);
            }
            assertThat(node.next(Notification.ChannelClosed.class).cause()).isEqualTo(CloseCause.RESET);
            assertThat(node.listener.of(Notification.ChannelRead.class)).isEmpty();
        }
    }

    @Test
    void bytes_that_are_not_a_frame_end_the_stream() throws IOException {
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(node.next(Notification.ChannelClosed.class).cause()).isEqualTo(CloseCause.GARBLED);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(node.transport.traffic().dropped(DropReason.OVERSIZE)).isEqualTo(1);
        }
    }

    @Test
    void frames_are_reassembled_however_they_are_split() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            List<Notification> expected = new ArrayList<>();
            long channel = node.next(Notification.ChannelAccepted.class).channel();
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 50; i++) {
                Message message = i == 0 ? HELLO : stateOf(random.nextInt(3), 1 + random.nextInt(300));
                expected.add(new Notification.ChannelRead(channel, List.of(message)));
                for (byte[] piece : cut(TestNode.frame(message), random)) {
                    out.write(piece);
                    out.flush();
                }
            }
            await().atMost(TestNode.PATIENCE)
                    .until(() ->
                            node.listener.of(Notification.ChannelRead.class).size() == 50);
            assertThat(node.listener.of(Notification.ChannelRead.class))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    private static List<byte[]> cut(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(7));
            pieces.add(java.util.Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return pieces;
    }

    private static Message stateOf(int entries, int bytes) {
        List<StateEntry> state = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            state.add(new StateEntry("key" + i, i + 1, new byte[bytes]));
        }
        return new Message.StateDelta("a", 5, 0, entries, false, state);
    }

    @Test
    void everything_written_before_a_close_arrives() {
        Message big = stateOf(100, 4_096);
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long ours = a.openStream(b.address);
            a.next(Notification.ChannelOpened.class);
            a.run(transport -> {
                for (int i = 0; i < 20; i++) {
                    transport.write(ours, List.of(big));
                }
                transport.close(ours);
            });
            assertThat(b.next(Notification.ChannelClosed.class).cause()).isEqualTo(CloseCause.END);
            assertThat(b.listener.of(Notification.ChannelRead.class))
                    .hasSize(20)
                    .allMatch(read -> read.messages().equals(List.of(big)));
        }
    }

    @Test
    void the_reason_for_a_close_arrives_while_the_other_side_is_still_writing() {
        Message refused = new Message.Refused(Message.Reason.CLUSTER, "another cluster");
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long ours = a.openStream(b.address);
            a.run(transport -> transport.write(ours, List.of(HELLO)));
            long theirs = b.next(Notification.ChannelRead.class).channel();
            a.run(transport -> transport.write(ours, List.of(stateOf(100, 4_096))));
            b.run(transport -> {
                transport.write(theirs, List.of(refused));
                transport.close(theirs);
            });
            assertThat(a.next(Notification.ChannelRead.class).messages()).containsExactly(refused);
            assertThat(a.next(Notification.ChannelClosed.class).cause()).isEqualTo(CloseCause.END);
        }
    }

    @Test
    void writing_to_a_closed_channel_does_nothing() {
        try (TestNode node = TestNode.start()) {
            node.run(transport -> {
                transport.write(99, List.of(PING));
                transport.close(99);
            });
            assertThat(node.listener.all).isEmpty();
        }
    }
}
