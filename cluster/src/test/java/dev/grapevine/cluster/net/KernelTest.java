package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.grapevine.cluster.Child;
import dev.grapevine.cluster.net.RecordingTransportListener.Notification;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the failure detector assumes about kernels and sockets: which errors are a refusal, what only looks like a sign
 * of life, and what is merely a fault of this host.
 */
class KernelTest {

    private static final Message PING = new Message.Ping(7, 42, 99);

    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    /** Returns when everything sent before on loopback has arrived, and its consequences too. */
    private static void settle(TestNode node) {
        try (TestNode other = TestNode.start()) {
            node.run(transport -> transport.send(other.address, List.of(PING)));
            other.next(Notification.Received.class);
            int heard = node.listener.of(Notification.Received.class).size();
            other.run(transport -> transport.send(node.address, List.of(PING)));
            node.nth(Notification.Received.class, heard + 1);
        }
    }

    private static Address listenerOf(Child child) {
        return Address.parse("127.0.0.1", Integer.parseInt(child.line()));
    }

    @Test
    void the_kernel_of_a_stopped_process_opens_streams_for_it_and_refuses_nothing() throws Exception {
        try (Child child = Child.run(List.of(), SilentListener.class);
                TestNode node = TestNode.start()) {
            Address address = listenerOf(child);
            child.stop();
            long stream = node.openStream(address);
            long datagram = node.openDatagram(address);
            node.run(transport -> {
                transport.write(stream, List.of(PING));
                transport.write(datagram, List.of(PING));
            });
            assertThat(node.next(Notification.ChannelOpened.class)).isEqualTo(new Notification.ChannelOpened(stream));
            settle(node);
            assertThat(node.listener.of(Notification.ChannelClosed.class)).isEmpty();
            assertThat(node.listener.of(Notification.ChannelRead.class)).isEmpty();
        }
    }

    @Test
    void the_kernel_of_a_killed_process_closes_its_streams_and_refuses_from_then_on() throws Exception {
        try (Child child = Child.run(List.of(), SilentListener.class);
                TestNode node = TestNode.start()) {
            Address address = listenerOf(child);
            long tether = node.openStream(address);
            node.next(Notification.ChannelOpened.class);
            child.kill();
            assertThat(node.next(Notification.ChannelClosed.class).channel()).isEqualTo(tether);
            assertThat(node.next(Notification.ChannelClosed.class).cause()).isIn(CloseCause.END, CloseCause.RESET);

            long stream = node.openStream(address);
            long datagram = node.openDatagram(address);
            node.run(transport -> transport.write(datagram, List.of(PING)));
            node.nth(Notification.ChannelClosed.class, 3);
            assertThat(node.listener.of(Notification.ChannelClosed.class).subList(1, 3))
                    .containsExactlyInAnyOrder(
                            new Notification.ChannelClosed(stream, CloseCause.REFUSED),
                            new Notification.ChannelClosed(datagram, CloseCause.REFUSED));
        }
    }

    @Test
    void a_listener_that_is_slow_to_accept_is_reached_in_the_end() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 16, loopback);
                TestNode node = TestNode.start()) {
            long stream = node.openStream(Address.parse("127.0.0.1", slow.getLocalPort()));
            node.run(transport -> transport.write(stream, List.of(PING)));
            assertThat(node.next(Notification.ChannelOpened.class)).isEqualTo(new Notification.ChannelOpened(stream));
            settle(node);
            assertThat(node.listener.of(Notification.ChannelClosed.class)).isEmpty();
            try (Socket accepted = slow.accept()) {
                accepted.getOutputStream().write(TestNode.frame(new Message.Ack(7, true, 0)));
                assertThat(node.next(Notification.ChannelRead.class))
                        .isEqualTo(new Notification.ChannelRead(stream, List.of(new Message.Ack(7, true, 0))));
            }
        }
    }

    @Test
    void a_reset_after_the_handshake_is_not_a_refusal() throws IOException {
        try (ServerSocket rude = new ServerSocket(0, 16, loopback);
                TestNode node = TestNode.start()) {
            long stream = node.openStream(Address.parse("127.0.0.1", rude.getLocalPort()));
            node.next(Notification.ChannelOpened.class);
            Socket accepted = rude.accept();
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThat(node.next(Notification.ChannelClosed.class))
                    .isEqualTo(new Notification.ChannelClosed(stream, CloseCause.RESET));
        }
        // A reset that arrives before the handshake was noticed, as with tcp_abort_on_overflow.
        assertThat(ConnectErrors.learn().connecting(new SocketException("Connection reset")))
                .isEqualTo(CloseCause.LOCAL);
    }

    @Test
    void loopback_refuses_every_datagram_despite_the_rate_limit_on_icmp() throws IOException {
        int many = 300;
        Address unused = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            for (int i = 0; i < many; i++) {
                long datagram = node.openDatagram(unused);
                node.run(transport -> transport.write(datagram, List.of(PING)));
            }
            node.nth(Notification.ChannelClosed.class, many);
            assertThat(node.listener.of(Notification.ChannelClosed.class))
                    .extracting(Notification.ChannelClosed::cause)
                    .containsOnly(CloseCause.REFUSED);
        }
    }

    @Test
    void the_gossip_socket_is_not_told_of_refusals_and_continues() throws IOException {
        Address unused = TestNode.unused();
        try (TestNode node = TestNode.start()) {
            for (int i = 0; i < 3; i++) {
                node.run(transport -> transport.send(unused, List.of(PING)));
            }
            settle(node);
            assertThat(node.transport.traffic().sendErrors()).isZero();
        }
    }

    @Test
    void an_echoed_ping_returns_as_a_ping_and_not_as_an_ack() throws IOException {
        try (DatagramSocket echo = new DatagramSocket(new InetSocketAddress(loopback, 0));
                TestNode node = TestNode.start()) {
            echo.setSoTimeout((int) TestNode.PATIENCE.toMillis());
            long datagram = node.openDatagram(Address.parse("127.0.0.1", echo.getLocalPort()));
            node.run(transport -> transport.write(datagram, List.of(PING)));
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            echo.receive(packet);
            echo.send(packet);
            assertThat(node.next(Notification.ChannelRead.class))
                    .isEqualTo(new Notification.ChannelRead(datagram, List.of(PING)));
        }
    }

    @Test
    void no_process_can_share_the_udp_port_of_a_member() throws IOException {
        try (SocketPair pair = SocketPair.open(loopback, 0);
                DatagramChannel thief = DatagramChannel.open()) {
            assertThat(pair.udp().getOption(StandardSocketOptions.SO_REUSEADDR)).isFalse();
            assertThat(pair.udp().getOption(StandardSocketOptions.SO_REUSEPORT)).isFalse();
            thief.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            thief.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            assertThatThrownBy(() -> thief.bind(pair.bound())).isInstanceOf(BindException.class);
        }
    }

    @Test
    void without_a_free_descriptor_there_is_no_evidence_against_others() throws Exception {
        Address unused = TestNode.unused();
        List<String> few = List.of("sh", "-c", "ulimit -n 128; exec \"$@\"", "sh");
        try (Child child = Child.run(few, Connecting.class, "127.0.0.1", String.valueOf(unused.port()), "starved")) {
            assertThat(child.line()).isEqualTo("LOCAL");
            assertThat(child.line()).isEqualTo("LOCAL");
        }
    }

    @Test
    void without_a_network_interface_there_is_no_evidence_against_others() throws Exception {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--net");
        assumeThat(succeeds(unshare)).as("may create a network namespace").isTrue();
        try (Child child = Child.run(unshare, Connecting.class, "127.0.0.1", "9")) {
            assertThat(child.line()).isEqualTo("LOCAL"); // ENETUNREACH: loopback is down there
            assertThat(child.line()).isEqualTo("LOCAL");
        }
    }

    private static boolean succeeds(List<String> prefix) throws InterruptedException {
        try {
            List<String> command = new ArrayList<>(prefix);
            command.add("true");
            Process process = new ProcessBuilder(command).start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void without_a_free_local_port_there_is_no_evidence_against_others() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 16, loopback);
                Socket first = new Socket();
                Socket second = new Socket()) {
            first.bind(new InetSocketAddress(loopback, 0));
            first.connect(listener.getLocalSocketAddress());
            second.setReuseAddress(true);
            assertThatThrownBy(() -> {
                        second.bind(first.getLocalSocketAddress());
                        second.connect(listener.getLocalSocketAddress()); // such a connection already exists
                    })
                    .isInstanceOfSatisfying(
                            IOException.class,
                            failure -> assertThat(ConnectErrors.learn().connecting(failure))
                                    .isEqualTo(CloseCause.LOCAL));
        }
    }
}
