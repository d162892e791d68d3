package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.RecordingTransportListener.Input;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.DropReason;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.model.Address;
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
            assertThat(b.next(Input.Received.class)).isEqualTo(new Input.Received(List.of(PING, ACK), a.address));
            assertThat(a.transport.traffic().udpPacketsSent()).isEqualTo(1);
            assertThat(b.transport.traffic().udpPacketsReceived()).isEqualTo(1);
            assertThat(b.transport.traffic().udpBytesReceived())
                    .isEqualTo(a.transport.traffic().udpBytesSent())
                    .isEqualTo(new Packets(new PlainSeal(TestNode.CLUSTER)).size(List.of(PING, ACK)));
        }
    }

    @Test
    void what_cannot_be_read_is_counted_by_reason() throws IOException {
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
            assertThat(node.inputs.all).isEmpty();
        }
    }

    private static void send(DatagramSocket socket, TestNode to, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), to.address.port()));
    }

    @Test
    void when_the_system_refuses_to_send_it_is_said_and_counted() {
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
    void a_message_that_does_not_fit_the_wire_harms_nobody() {
        try (TestNode node = TestNode.start()) {
            Message impossible = new Message.StateVersion("no member name", 1, 1);
            node.loop.call(() -> node.transport.send(node.address, List.of(impossible)));
            assertThat((boolean) node.loop.call(() -> node.transport.send(node.address, List.of(PING))))
                    .isTrue();
            assertThat(node.next(Input.Received.class).messages()).containsExactly(PING);
        }
    }

    @Test
    void a_connected_socket_speaks_with_a_member() {
        try (TestNode a = TestNode.start();
                TestNode b = TestNode.start()) {
            long channel = a.openDatagram(b.address);
            a.run(transport -> transport.write(channel, List.of(PING)));
            Address from = b.next(Input.Received.class).from();
            assertThat(from).isNotEqualTo(a.address);
            b.run(transport -> transport.send(from, List.of(ACK)));
            assertThat(a.next(Input.Read.class)).isEqualTo(new Input.Read(channel, List.of(ACK)));
            a.run(transport -> transport.close(channel));
            assertThat(a.inputs.of(Input.Closed.class)).isEmpty();
        }
    }

    @Test
    void a_connected_socket_hears_that_nobody_listens() throws IOException {
        Address nobody = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            long channel = node.openDatagram(nobody);
            node.run(transport -> transport.write(channel, List.of(PING)));
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.REFUSED));
        }
    }

    @Test
    void a_fault_of_this_host_is_no_refusal() {
        try (TestNode node = TestNode.start()) {
            long channel = node.openDatagram(Address.parse("::1", 9)); // from a socket bound to 127.0.0.1
            assertThat(node.next(Input.Closed.class)).isEqualTo(new Input.Closed(channel, CloseCause.LOCAL));
        }
    }

    @Test
    void when_the_system_gives_us_the_port_that_we_look_for_nobody_listens_there() throws Exception {
        Address free = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            ConnectErrors faults = ConnectErrors.learn();
            InetSocketAddress samePort = SocketAddresses.toSocketAddress(free);
            PacketCodec wire = new PacketCodec(new PlainSeal(TestNode.CLUSTER), new TrafficCounter());
            ChannelTable links = new ChannelTable(node.loop, node.inputs);
            CloseCause cause = node.loop.call(() -> {
                try {
                    new UdpChannel(1, free, samePort, links, wire, node.loop);
                    return null;
                } catch (IOException e) {
                    return faults.connecting(e);
                }
            });
            assertThat(cause).isEqualTo(CloseCause.REFUSED);
        }
    }

    @Test
    void members_of_a_segment_hear_a_broadcast_and_its_sender() throws IOException {
        int port = TestNode.unused().port();
        try (TestNode a = TestNode.discovering(port);
                TestNode b = TestNode.discovering(port);
                TestNode deaf = TestNode.start()) {
            a.run(transport -> transport.broadcast(List.of(PING)));
            assertThat(b.next(Input.Received.class)).isEqualTo(new Input.Received(List.of(PING), a.address));
            assertThat(a.next(Input.Received.class).from()).isEqualTo(a.address);
            assertThat(deaf.inputs.all).isEmpty();
        }
    }

    @Test
    void without_discovery_a_broadcast_is_nothing() {
        try (TestNode node = TestNode.start()) {
            node.run(transport -> transport.broadcast(List.of(PING)));
            assertThat(node.transport.traffic().udpPacketsSent()).isZero();
            assertThat(node.transport.traffic().sendErrors()).isZero();
        }
    }
}
