package dev.grapevine.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent whose descriptors strangers use up stays in its cluster, writes little, and serves again afterwards. */
@EnabledOnOs(OS.LINUX)
final class DescriptorsTest {

    private static final int CONNECTIONS = 120;
    private static final Duration FLOOD = Duration.ofSeconds(10);
    private static final int LOG_BYTES = 10_000;

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    private void flood(String name, boolean gossip) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
        Node.Plan plan = nodes.plan(name + "1", name);
        Node one = nodes.start(plan);
        Node.Place narrow = new Node.Place(List.of("prlimit", "--nofile=60:60"), "127.0.0.1", "127.0.0.1", Map.of());
        Node two = nodes.start(
                new Node.Plan(name + "2", name, narrow, nodes.port(), nodes.port(), List.of("--seed=" + plan.seed())));
        nodes.untilAll(List.of(one, two), Nodes.alive(List.of(one, two)));
        int port = gossip ? two.plan().gossip() : two.plan().http();
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                strangers.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            Duration used = processor(two);
            Awaitility.await().pollDelay(FLOOD).atMost(FLOOD.multipliedBy(3)).until(() -> true);
            assertThat(processor(two).minus(used)).as("processor time").isLessThan(FLOOD.dividedBy(4));
            assertThat(one.statuses()).isEqualTo(Nodes.alive(List.of(one, two)));
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        nodes.until("answer after the flood", two::up);
        assertThat(two.log().length()).as("bytes of log").isLessThan(LOG_BYTES);
        assertThat(one.logged("SUSPECTED") + one.logged("FAILED")).isZero();
        Node three = nodes.start(new Node.Plan(
                name + "3",
                name,
                Node.Place.LOOPBACK,
                nodes.port(),
                nodes.port(),
                List.of("--seed=" + two.plan().seed())));
        nodes.untilAll(List.of(one, two, three), Nodes.alive(List.of(one, two, three)));
    }

    private static Duration processor(Node node) {
        return ProcessHandle.of(node.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new AssertionError("no process at " + Instant.now()));
    }

    @Test
    void connections_to_the_gossip_port_that_use_up_descriptors_pass() throws IOException {
        flood("gossip", true);
    }

    @Test
    void connections_to_the_api_that_use_up_descriptors_pass() throws IOException {
        flood("http", false);
    }
}
