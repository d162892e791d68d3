package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.grapevine.core.env.CloseCause;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;

class ConnectErrorsTest {

    private final ConnectErrors connectErrors = ConnectErrors.learn();

    @Test
    void a_real_refusal_is_recognized() throws IOException {
        try (SocketChannel holder = SocketChannel.open();
                SocketChannel caller = SocketChannel.open()) {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            IOException refusal =
                    catchThrowableOfType(IOException.class, () -> caller.connect(holder.getLocalAddress()));
            assertThat(connectErrors.connecting(refusal)).isEqualTo(CloseCause.REFUSED);
        }
    }

    @Test
    void a_refusal_is_recognized_with_the_address_in_its_message() {
        assertThat(connectErrors.connecting(new ConnectException("Connection refused: /10.0.0.1:7700")))
                .isEqualTo(CloseCause.REFUSED);
        assertThat(connectErrors.connecting(new ConnectException("Connection timed out: /10.0.0.1:7700")))
                .isEqualTo(CloseCause.TIMEOUT);
    }

    @Test
    void port_unreachable_is_a_refusal() {
        assertThat(connectErrors.connecting(new PortUnreachableException())).isEqualTo(CloseCause.REFUSED);
    }

    @Test
    void the_same_exception_with_another_message_is_not_a_refusal() {
        assertThat(connectErrors.connecting(new ConnectException("Connection timed out")))
                .isEqualTo(CloseCause.TIMEOUT);
        assertThat(connectErrors.connecting(new ConnectException("Transport endpoint is not connected")))
                .isEqualTo(CloseCause.TIMEOUT);
    }

    @Test
    void faults_of_this_host_say_nothing_about_others() {
        assertThat(connectErrors.connecting(new SocketException("Too many open files")))
                .isEqualTo(CloseCause.LOCAL);
        assertThat(connectErrors.connecting(new SocketException("Network is unreachable")))
                .isEqualTo(CloseCause.LOCAL);
        assertThat(connectErrors.connecting(new SocketException("Operation not permitted")))
                .isEqualTo(CloseCause.LOCAL);
        assertThat(connectErrors.connecting(new BindException("Cannot assign requested address")))
                .isEqualTo(CloseCause.LOCAL);
        assertThat(connectErrors.connecting(new NoRouteToHostException("No route to host")))
                .isEqualTo(CloseCause.LOCAL);
        assertThat(connectErrors.connecting(new UnsupportedAddressTypeException()))
                .isEqualTo(CloseCause.LOCAL);
    }

    @Test
    void a_failure_of_an_open_stream_is_a_reset_whatever_its_message() {
        assertThat(connectErrors.open(new IOException("Broken pipe"))).isEqualTo(CloseCause.RESET);
        assertThat(connectErrors.open(new SocketException("Connection reset"))).isEqualTo(CloseCause.RESET);
        assertThat(connectErrors.open(new NoRouteToHostException("No route to host")))
                .isEqualTo(CloseCause.LOCAL);
    }
}
