package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.RecordingTransportListener.Input;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.DropReason;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Address;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
            assertThat(a.next(Input.Opened.class)).isEqualTo(new Input.Opened(ours));
            Input.Accepted accepted = b.next(Input.Accepted.class);
            assertThat(accepted.from().host()).isEqualTo("127.0.0.1");
            assertThat(b.next(Input.Read.class)).isEqualTo(new Input.Read(accepted.channel(), List.of(HELLO)));
            b.run(transport -> transport.write(accepted.channel(), List.of(PING, PING)));
            assertThat(a.next(Input.Read.class)).isEqualTo(new Input.Read(ours, List.of(PING, PING)));
            b.run(transport -> transport.close(accepted.channel()));
            assertThat(a.next(Input.Closed.class)).isEqualTo(new Input.Closed(ours, CloseCause.END));
            assertThat(b.inputs.of(Input.Closed.class)).isEmpty();
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
            long second = b.next(Input.Accepted.class).channel();
            a.run(transport -> transport.close(first));
            long third = a.openStream(b.address);
            long fourth = a.openDatagram(b.address);
            assertThat(List.of(first, third, fourth)).containsExactly(1L, 2L, 3L);
            assertThat(second).isEqualTo(1);
        }
    }

    @Test
    void a_port_that_nobody_listens_on_refuses() throws IOException {
        Address nobody = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            long channel = node.openStream(nobody);
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.REFUSED));
            assertThat(node.inputs.of(Input.Opened.class)).isEmpty();
        }
    }

    @Test
    void a_fault_of_this_host_is_no_refusal() {
        try (TestNode node = TestNode.start()) {
            long channel = node.openStream(Address.parse("::1", 9)); // from 127.0.0.1
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.LOCAL));
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
                    new PacketCodec(new PlainSeal(TestNode.CLUSTER), new TrafficCounter()),
                    new ChannelTable(node.loop, node.inputs),
                    ConnectErrors.learn());
            long channel = node.loop.call(() -> streams.open(free));
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.REFUSED));
            assertThat(node.inputs.of(Input.Opened.class)).isEmpty();
        }
    }

    @Test
    void a_listener_whose_backlog_is_full_times_out() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode node = TestNode.start()) {
            InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort());
            for (int i = 0; i < 2; i++) { // the system takes one more than the backlog, then ignores who knocks
                Socket filler = new Socket();
                fillers.add(filler);
                filler.connect(target, 2_000);
            }
            long channel = node.openStream(SocketAddresses.toAddress(target));
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.TIMEOUT));
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void a_reset_is_told_from_an_end() throws IOException {
        try (TestNode node = TestNode.start()) {
            Socket socket = node.connect();
            long channel = node.next(Input.Accepted.class).channel();
            socket.setSoLinger(true, 0);
            socket.close();
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.RESET));
        }
    }

    @Test
    void an_end_within_a_frame_is_no_end() throws IOException {
        try (TestNode node = TestNode.start()) {
            byte[] frame = TestNode.frame(HELLO);
            try (Socket socket = node.connect()) {
                socket.getOutputStream().write(frame, 0, frame.length - 1);
            }
            assertThat(node.next(Input.Closed.class).cause()).isEqualTo(CloseCause.RESET);
            assertThat(node.inputs.of(Input.Read.class)).isEmpty();
        }
    }

    @Test
    void what_is_no_frame_ends_the_stream() throws IOException {
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(node.next(Input.Closed.class).cause()).isEqualTo(CloseCause.GARBLED);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(node.transport.traffic().dropped(DropReason.OVERSIZE)).isEqualTo(1);
        }
    }

    @Test
    void frames_are_put_together_however_they_are_cut() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            List<Input> expected = new ArrayList<>();
            long channel = node.next(Input.Accepted.class).channel();
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 50; i++) {
                Message message = i == 0 ? HELLO : stateOf(random.nextInt(3), 1 + random.nextInt(300));
                expected.add(new Input.Read(channel, List.of(message)));
                for (byte[] piece : cut(TestNode.frame(message), random)) {
                    out.write(piece);
                    out.flush();
                }
            }
            await().atMost(TestNode.PATIENCE)
                    .until(() -> node.inputs.of(Input.Read.class).size() == 50);
            assertThat(node.inputs.of(Input.Read.class)).as("seed %d", seed).isEqualTo(expected);
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
    void what_was_written_before_a_close_arrives_whole() {
        Message big = stateOf(100, 4_096);
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long ours = a.openStream(b.address);
            a.next(Input.Opened.class);
            a.run(transport -> {
                for (int i = 0; i < 20; i++) {
                    transport.write(ours, List.of(big));
                }
                transport.close(ours);
            });
            assertThat(b.next(Input.Closed.class).cause()).isEqualTo(CloseCause.END);
            assertThat(b.inputs.of(Input.Read.class))
                    .hasSize(20)
                    .allMatch(read -> read.messages().equals(List.of(big)));
        }
    }

    @Test
    void the_reason_of_a_close_arrives_though_the_other_side_is_still_writing() {
        Message refused = new Message.Refused(Message.Reason.CLUSTER, "another cluster");
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long ours = a.openStream(b.address);
            a.run(transport -> transport.write(ours, List.of(HELLO)));
            long theirs = b.next(Input.Read.class).channel();
            a.run(transport -> transport.write(ours, List.of(stateOf(100, 4_096))));
            b.run(transport -> {
                transport.write(theirs, List.of(refused));
                transport.close(theirs);
            });
            assertThat(a.next(Input.Read.class).messages()).containsExactly(refused);
            assertThat(a.next(Input.Closed.class).cause()).isEqualTo(CloseCause.END);
        }
    }

    @Test
    void more_than_may_wait_ends_the_stream_as_a_fault_of_ours() throws IOException {
        Message big = stateOf(200, 4_096);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode node = TestNode.start()) {
            long channel = node.openStream(Address.parse("127.0.0.1", deaf.getLocalPort()));
            node.next(Input.Opened.class);
            node.run(transport -> {
                for (int written = 0; written <= StreamLimits.MAX_UNSENT; written += 200 * 4_096) {
                    transport.write(channel, List.of(big));
                }
            });
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.LOCAL));
            assertThat(node.transport.traffic().dropped(DropReason.LIMIT)).isPositive();
        }
    }

    @Test
    void a_tether_may_rest_for_ever_but_not_keep_what_it_cannot_write() throws Exception {
        Message big = stateOf(200, 4_096);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode node = TestNode.start()) {
            long channel = node.openStream(Address.parse("127.0.0.1", deaf.getLocalPort()));
            node.run(transport -> transport.write(channel, List.of(hello(Message.Purpose.TETHER))));
            node.next(Input.Opened.class);
            CountDownLatch rested = new CountDownLatch(1);
            node.loop.schedule(TimeUnit.SECONDS.toNanos(1), () -> {
                for (int i = 0; i < 15; i++) { // more than the system takes, less than may wait
                    node.transport.write(channel, List.of(big));
                }
                rested.countDown();
            });
            rested.await();
            assertThat(node.inputs.of(Input.Closed.class)).isEmpty();
            await().atMost(TestNode.PATIENCE.plusNanos(StreamLimits.STUCK_NANOS))
                    .until(() -> !node.inputs.of(Input.Closed.class).isEmpty());
            assertThat(node.inputs.of(Input.Closed.class))
                    .containsExactly(new Input.Closed(channel, CloseCause.TIMEOUT));
        }
    }

    @Test
    void no_more_than_the_limit_are_served_at_a_time_tethers_aside() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (TestNode node = TestNode.start()) {
            for (int i = 0; i < StreamLimits.MAX_SERVED + 3; i++) {
                sockets.add(node.connect());
            }
            node.nth(Input.Accepted.class, StreamLimits.MAX_SERVED);
            node.run(transport -> {});
            assertThat(node.inputs.of(Input.Accepted.class)).hasSize(StreamLimits.MAX_SERVED);

            sockets.get(0).getOutputStream().write(TestNode.frame(hello(Message.Purpose.TETHER)));
            node.nth(Input.Accepted.class, StreamLimits.MAX_SERVED + 1);
            sockets.get(1).close();
            node.nth(Input.Accepted.class, StreamLimits.MAX_SERVED + 2);
            assertThat(node.inputs.of(Input.Closed.class)).hasSize(1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void who_connects_and_says_nothing_is_shown_out() throws IOException {
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            long channel = node.next(Input.Accepted.class).channel();
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.TIMEOUT));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void writing_to_a_channel_that_is_gone_is_nothing() {
        try (TestNode node = TestNode.start()) {
            node.run(transport -> {
                transport.write(99, List.of(PING));
                transport.close(99);
            });
            assertThat(node.inputs.all).isEmpty();
        }
    }
}
