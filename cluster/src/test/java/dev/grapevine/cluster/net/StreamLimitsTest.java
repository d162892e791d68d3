package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.RecordingTransportListener.Notification;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The limits on the streams of a member. */
class StreamLimitsTest {

    private static Message hello(Message.Purpose purpose) {
        return new Message.Hello(1, 1, TestNode.CLUSTER, "a", 5, purpose);
    }

    private static Message stateOf(int entries, int bytes) {
        List<StateEntry> state = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            state.add(new StateEntry("key" + i, i + 1, new byte[bytes]));
        }
        return new Message.StateDelta("a", 5, 0, entries, false, state);
    }

    @Test
    void a_stream_that_exceeds_the_send_budget_ends_as_a_local_fault() throws IOException {
        Message big = stateOf(200, 4_096);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode node = TestNode.start()) {
            long channel = node.openStream(Address.parse("127.0.0.1", deaf.getLocalPort()));
            node.next(Notification.ChannelOpened.class);
            node.run(transport -> {
                for (int written = 0; written <= StreamLimits.MAX_UNSENT; written += 200 * 4_096) {
                    transport.write(channel, List.of(big));
                }
            });
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.LOCAL));
            assertThat(node.transport.traffic().dropped(DropReason.LIMIT)).isPositive();
        }
    }

    @Test
    void a_tether_may_stay_idle_for_ever_but_not_with_unsent_bytes() throws Exception {
        Message big = stateOf(200, 4_096);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestNode node = TestNode.start()) {
            long channel = node.openStream(Address.parse("127.0.0.1", deaf.getLocalPort()));
            node.run(transport -> transport.write(channel, List.of(hello(Message.Purpose.TETHER))));
            node.next(Notification.ChannelOpened.class);
            CountDownLatch rested = new CountDownLatch(1);
            node.loop.schedule(TimeUnit.SECONDS.toNanos(1), () -> {
                for (int i = 0; i < 15; i++) { // more than the system accepts, less than the send budget
                    node.transport.write(channel, List.of(big));
                }
                rested.countDown();
            });
            rested.await();
            assertThat(node.listener.of(Notification.ChannelClosed.class)).isEmpty();
            await().atMost(TestNode.PATIENCE.plusNanos(StreamLimits.STUCK_NANOS))
                    .until(() ->
                            !node.listener.of(Notification.ChannelClosed.class).isEmpty());
            assertThat(node.listener.of(Notification.ChannelClosed.class))
                    .containsExactly(new Notification.ChannelClosed(channel, CloseCause.TIMEOUT));
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static Socket greeted(TestNode node, Message.Purpose purpose) throws IOException {
        Socket socket = node.connect();
        socket.getOutputStream().write(TestNode.frame(hello(purpose)));
        return socket;
    }

    /** They took all places for five seconds, and those behind them in the backlog the next five. */
    @Test
    void connections_that_say_nothing_keep_out_none_that_does() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (TestNode node = TestNode.start()) {
            int silent = StreamLimits.MAX_UNHEARD + 150;
            for (int i = 0; i < silent; i++) {
                sockets.add(node.connect());
            }
            sockets.add(greeted(node, Message.Purpose.JOIN));
            long spoke = node.next(Notification.ChannelRead.class).channel();
            List<Notification.ChannelClosed> closed = node.listener.of(Notification.ChannelClosed.class);
            assertThat(closed)
                    .hasSizeBetween(150, 151)
                    .extracting(Notification.ChannelClosed::channel)
                    .doesNotContain(spoke);
            assertThat(node.transport.traffic().dropped(DropReason.LIMIT)).isEqualTo(closed.size());
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    void while_all_places_are_taken_the_idle_ones_give_way_and_no_tether_does() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (TestNode node = TestNode.start()) {
            sockets.add(greeted(node, Message.Purpose.TETHER));
            long tether = node.next(Notification.ChannelRead.class).channel();
            for (int i = 0; i < 3 * StreamLimits.MAX_SERVED; i++) {
                sockets.add(greeted(node, Message.Purpose.PROBE));
            }
            node.nth(Notification.ChannelRead.class, 1 + 3 * StreamLimits.MAX_SERVED);
            assertThat(node.listener.of(Notification.ChannelClosed.class))
                    .isNotEmpty()
                    .extracting(Notification.ChannelClosed::channel)
                    .doesNotContain(tether);
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    void a_connection_that_sends_its_first_message_byte_by_byte_is_closed_like_a_silent_one() throws IOException {
        byte[] frame = TestNode.frame(new Message.Padding(1_000));
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            node.next(Notification.ChannelAccepted.class);
            int[] sent = new int[1];
            await().atMost(TestNode.PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        if (node.listener.of(Notification.ChannelClosed.class).isEmpty()) {
                            socket.getOutputStream().write(frame[sent[0]++]);
                            return false;
                        }
                        return true;
                    });
            assertThat(sent[0]).isLessThan(frame.length);
            assertThat(node.next(Notification.ChannelClosed.class).cause()).isEqualTo(CloseCause.TIMEOUT);
        }
    }

    @Test
    void a_connection_that_sends_nothing_is_closed() throws IOException {
        try (TestNode node = TestNode.start();
                Socket socket = node.connect()) {
            long channel = node.next(Notification.ChannelAccepted.class).channel();
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.TIMEOUT));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
