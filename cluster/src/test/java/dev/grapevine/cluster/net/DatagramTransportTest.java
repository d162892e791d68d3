package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.RecordingTransportListener.Notification;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramTransportTest {

    private static final Message PING = new Message.Ping(7, 42, 99);
    private static final Message ACK = new Message.Ack(7, true, 0);

    @Test
    void a_datagram_arrives_with_its_sender() {
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            assertThat((boolean) a.loop.call(() -> a.transport.send(b.address, List.of(PING, ACK))))
                    .isTrue();
            assertThat(b.next(Notification.Received.class))
                    .isEqualTo(new Notification.Received(List.of(PING, ACK), a.address));
            assertThat(a.transport.traffic().udpPacketsSent()).isEqualTo(1);
            assertThat(b.transport.traffic().udpPacketsReceived()).isEqualTo(1);
            assertThat(b.transport.traffic().udpBytesReceived())
                    .isEqualTo(a.transport.traffic().udpBytesSent())
                    .isEqualTo(new Packets(new PlainSeal(TestNode.CLUSTER)).size(List.of(PING, ACK)));
        }
    }

    @Test
    void datagrams_that_cannot_be_decoded_are_counted_by_reason() throws IOException {
        try (TestNode node = TestNode.start();
                TestNode foreign = TestNode.of("another");
                DatagramSocket socket = new DatagramSocket()) {
            foreign.run(transport -> transport.send(node.address, List.of(PING)));
            send(socket, node, new byte[] {1, 2, 3});
            send(socket, node, new byte[Packets.MAX_LENGTH + 1]);
            send(socket, node, new byte[9_000]);
            await().atMost(TestNode.PATIENCE)
                    .until(() -> node.loop.call(() -> node.transport.traffic().udpPacketsReceived() == 4));
            TrafficCounter traffic = node.transport.traffic();
            assertThat(traffic.dropped(DropReason.FENCE)).isEqualTo(1);
            assertThat(traffic.dropped(DropReason.MALFORMED)).isEqualTo(1);
            assertThat(traffic.dropped(DropReason.OVERSIZE)).isEqualTo(2);
            assertThat(node.listener.all).isEmpty();
        }
    }

    private static void send(DatagramSocket socket, TestNode to, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), to.address.port()));
    }

    @Test
    void when_the_system_refuses_to_send_the_failure_is_returned_and_counted() {
        try (TestNode node = TestNode.start()) {
            Address otherFamily = Address.parse("::1", 9);
            assertThat((boolean) node.loop.call(() -> node.transport.send(otherFamily, List.of(PING))))
                    .isFalse();
            Address portZero = Address.parse("127.0.0.1", 0);
            assertThat((boolean) node.loop.call(() -> node.transport.send(portZero, List.of(PING))))
                    .isFalse();
            assertThat(node.transport.traffic().sendErrors()).isEqualTo(2);
            assertThat(node.transport.traffic().udpPacketsSent()).isZero();
        }
    }

    @Test
    void a_message_that_cannot_be_encoded_is_dropped_without_harm() {
        try (TestNode node = TestNode.start()) {
            Message impossible = new Message.StateVersion("no member name", 1, 1);
            node.loop.call(() -> node.transport.send(node.address, List.of(impossible)));
            assertThat((boolean) node.loop.call(() -> node.transport.send(node.address, List.of(PING))))
                    .isTrue();
            assertThat(node.next(Notification.Received.class).messages()).containsExactly(PING);
        }
    }

    @Test
    void a_connected_socket_exchanges_datagrams_with_a_member() {
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long channel = a.openDatagram(b.address);
            a.run(transport -> transport.write(channel, List.of(PING)));
            Address from = b.next(Notification.Received.class).from();
            assertThat(from).isNotEqualTo(a.address);
            b.run(transport -> transport.send(from, List.of(ACK)));
            assertThat(a.next(Notification.ChannelRead.class))
                    .isEqualTo(new Notification.ChannelRead(channel, List.of(ACK)));
            a.run(transport -> transport.close(channel));
            assertThat(a.listener.of(Notification.ChannelClosed.class)).isEmpty();
        }
    }

    @Test
    void a_connected_socket_learns_that_no_process_listens() throws IOException {
        Address unused = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            long channel = node.openDatagram(unused);
            node.run(transport -> transport.write(channel, List.of(PING)));
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.REFUSED));
        }
    }

    @Test
    void a_fault_of_this_host_is_not_a_refusal() {
        try (TestNode node = TestNode.start()) {
            long channel = node.openDatagram(Address.parse("::1", 9)); // from a socket bound to 127.0.0.1
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(channel, CloseCause.LOCAL));
        }
    }

    @Test
    void when_the_system_assigns_the_target_port_to_our_socket_it_counts_as_refused() throws Exception {
        Address free = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            ConnectErrors connectErrors = ConnectErrors.learn();
            InetSocketAddress samePort = SocketAddresses.toSocketAddress(free);
            PacketCodec codec =
                    new PacketCodec(Sealing.plain(TestNode.CLUSTER, new TestOutlet()), new TrafficCounter());
            ChannelTable channels = new ChannelTable(node.loop, node.listener);
            CloseCause cause = node.loop.call(() -> {
                try {
                    new UdpChannel(1, free, samePort, channels, codec, node.loop);
                    return null;
                } catch (IOException e) {
                    return connectErrors.connecting(e);
                }
            });
            assertThat(cause).isEqualTo(CloseCause.REFUSED);
        }
    }

    @Test
    void members_of_a_segment_receive_a_broadcast_with_its_sender() throws IOException {
        int port = TestNode.unused().port();
        try (TestNode a = TestNode.discovering(port);
                TestNode b = TestNode.discovering(port);
                TestNode deaf = TestNode.start()) {
            a.run(transport -> transport.broadcast(List.of(PING)));
            assertThat(b.next(Notification.Received.class))
                    .isEqualTo(new Notification.Received(List.of(PING), a.address));
            assertThat(a.next(Notification.Received.class).from()).isEqualTo(a.address);
            assertThat(deaf.listener.all).isEmpty();
        }
    }

    @Test
    void without_discovery_a_broadcast_sends_nothing() {
        try (TestNode node = TestNode.start()) {
            node.run(transport -> transport.broadcast(List.of(PING)));
            assertThat(node.transport.traffic().udpPacketsSent()).isZero();
            assertThat(node.transport.traffic().sendErrors()).isZero();
        }
    }
}
