package dev.grapevine.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent whose memory runs out ends, so that its cluster soon knows, and another can take its place. */
final class MemoryTest {

    /** Of the JVM, which ends by -XX:+ExitOnOutOfMemoryError. */
    private static final int NO_MEMORY = 3;

    /** Each holds more than 60 kB in a heap of 24 MB; an agent with its usual heap has room for them. */
    private static final int CONNECTIONS = 700;

    private static final int BODY_BYTES = 65_000;

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    @Test
    void an_agent_whose_memory_clients_use_up_ends_and_frees_its_ports() throws IOException {
        Node.Plan plan = nodes.plan("one", "memory");
        Node one = nodes.start(plan);
        Node.Place small = new Node.Place(
                List.of(), "127.0.0.1", "127.0.0.1", Map.of("_JAVA_OPTIONS", "-Xmx24m -XX:+ExitOnOutOfMemoryError"));
        Node two = nodes.start(
                new Node.Plan("two", "memory", small, nodes.port(), nodes.port(), List.of("--seed=" + plan.seed())));
        nodes.untilAll(List.of(one, two), Nodes.alive(List.of(one, two)));
        List<Socket> clients = new ArrayList<>();
        try {
            flood(two, clients);
            assertThat(two.end()).as(two.log()).isEqualTo(NO_MEMORY);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        nodes.untilAll(List.of(one), Nodes.alive(List.of(one), two, "dead"));
        assertThat(one.get("/v1/members/two/why")).contains("REFUSED");
        try (ServerSocket gossip = bind(two.plan().gossip());
                ServerSocket http = bind(two.plan().http())) {
            assertThat(gossip.isBound() && http.isBound()).isTrue();
        }
        Node again = nodes.start(new Node.Plan(
                "two",
                "memory",
                Node.Place.LOOPBACK,
                two.plan().gossip(),
                two.plan().http(),
                two.plan().flags()));
        nodes.untilAll(List.of(one, again), Nodes.alive(List.of(one, again)));
    }

    /** Bodies that never end, each as long as is allowed. */
    private static void flood(Node node, List<Socket> clients) {
        byte[] request = ("PUT /v1/services/web/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + BODY_BYTES + "\r\n\r\n{" + " ".repeat(BODY_BYTES - 2))
                .getBytes(StandardCharsets.US_ASCII);
        try {
            for (int i = 0; i < CONNECTIONS && node.running(); i++) {
                Socket client =
                        new Socket(InetAddress.getLoopbackAddress(), node.plan().http());
                clients.add(client);
                client.getOutputStream().write(request);
            }
        } catch (IOException ended) {
            // It has ended already.
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    }
}
