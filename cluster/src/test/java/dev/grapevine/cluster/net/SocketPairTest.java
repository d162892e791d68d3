package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Address;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class SocketPairTest {

    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @Test
    void both_sockets_have_the_port_that_was_chosen() throws IOException {
        try (SocketPair pair = SocketPair.open(loopback, 0)) {
            int port = pair.bound().getPort();
            assertThat(port).isPositive();
            assertThat(pair.udp().getLocalAddress()).isEqualTo(new InetSocketAddress(loopback, port));
            assertThat(pair.tcp().getLocalAddress()).isEqualTo(new InetSocketAddress(loopback, port));
        }
    }

    @Test
    void a_tcp_port_in_use_is_named() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, loopback)) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> SocketPair.open(loopback, port))
                    .isInstanceOf(BindException.class)
                    .hasMessage("TCP port " + port + " on 127.0.0.1 is in use;"
                            + " stop the program that holds it, use another port, or use 0 for any free one");
        }
    }

    @Test
    void a_udp_port_in_use_is_named_and_the_tcp_port_released() throws IOException {
        SocketPair free = SocketPair.open(loopback, 0); // free for TCP too: no connection of another test holds it
        int port = free.bound().getPort();
        free.close();
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(loopback, port))) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> SocketPair.open(loopback, port))
                    .isInstanceOf(BindException.class)
                    .hasMessage("UDP port " + port + " on 127.0.0.1 is in use;"
                            + " stop the program that holds it, use another port, or use 0 for any free one");
        }
        SocketPair.open(loopback, port).close();
    }

    @Test
    void two_pairs_never_share_a_port() throws IOException {
        try (SocketPair pair = SocketPair.open(loopback, 0)) {
            int port = pair.bound().getPort();
            assertThatThrownBy(() -> SocketPair.open(loopback, port)).isInstanceOf(BindException.class);
        }
    }

    @Test
    void a_port_is_free_again_at_once() throws IOException {
        int port;
        try (SocketPair pair = SocketPair.open(loopback, 0)) {
            port = pair.bound().getPort();
        }
        SocketPair.open(loopback, port).close();
    }

    @Test
    void an_address_of_another_host_is_refused_with_the_reason() throws IOException {
        InetAddress foreign = SocketAddresses.toInetAddress(Address.parse("198.51.100.1", 0));
        assertThatThrownBy(() -> SocketPair.open(foreign, 7_700))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot bind to 198.51.100.1: it is not an address of this host;"
                        + " use one that is, or 0.0.0.0 for all");
    }

    @Test
    void ipv6_is_served_on_request() throws IOException {
        try (SocketPair pair = SocketPair.open(SocketAddresses.toInetAddress(Address.parse("::1", 0)), 0)) {
            assertThat(SocketAddresses.toAddress(pair.bound()).host()).isEqualTo("::1");
        }
    }
}
