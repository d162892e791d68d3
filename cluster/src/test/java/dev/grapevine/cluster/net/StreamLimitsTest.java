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

    @Test
    void the_number_of_streams_served_at_a_time_is_limited_not_counting_tethers() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (TestNode node = TestNode.start()) {
            for (int i = 0; i < StreamLimits.MAX_SERVED + 3; i++) {
                sockets.add(node.connect());
            }
            node.nth(Notification.ChannelAccepted.class, StreamLimits.MAX_SERVED);
            node.run(transport -> {});
            assertThat(node.listener.of(Notification.ChannelAccepted.class)).hasSize(StreamLimits.MAX_SERVED);

            sockets.get(0).getOutputStream().write(TestNode.frame(hello(Message.Purpose.TETHER)));
            node.nth(Notification.ChannelAccepted.class, StreamLimits.MAX_SERVED + 1);
            sockets.get(1).close();
            node.nth(Notification.ChannelAccepted.class, StreamLimits.MAX_SERVED + 2);
            assertThat(node.listener.of(Notification.ChannelClosed.class)).hasSize(1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
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
