package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.AllowList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartupResponderTest {

    private static String ask(List<String> networks) throws IOException {
        try (ServerSocketChannel socket =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                StartupResponder responder = StartupResponder.start(socket, AllowList.of(networks));
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), socket.socket().getLocalPort())) {
            assertThat(responder).isNotNull();
            client.setSoTimeout(30_000);
            try {
                client.getOutputStream().write("GET /v1/members HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException reset) {
                return "";
            }
        }
    }

    @Test
    void a_client_is_told_that_the_agent_is_starting() throws IOException {
        assertThat(ask(List.of())).startsWith("HTTP/1.1 503 ").endsWith("\"remedy\":\"try again in a moment\"}");
        assertThat(ask(List.of("127.0.0.0/8"))).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void a_client_of_another_network_than_those_allowed_gets_nothing() throws IOException {
        assertThat(ask(List.of("10.0.0.0/8"))).isEmpty();
    }
}
