package dev.grapevine.test;

import static dev.grapevine.test.Nodes.alive;
import static dev.grapevine.test.Nodes.without;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A small cluster with one seed through a crash, a return, a service and a leave. With the default profile. */
@ExtendWith(Measurements.Injection.class)
final class FiveAgentsTest {

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    @Test
    void five_members_find_each_other_and_notice_a_crash_a_return_a_service_and_a_leave(Measurements measured)
            throws IOException {
        List<Node> five = start();
        measured.add("five agents, one seed: all see five, after the last is up", nodes.untilAll(five, alive(five)));

        Node killed = five.get(3);
        String before = killed.generation(killed.name());
        crash(measured, five, killed);

        Node back = nodes.launch(killed.plan());
        five.set(3, back);
        nodes.up(back);
        measured.add("restart at the same port: alive everywhere, after it is up", nodes.untilAll(five, alive(five)));
        String after = back.generation(back.name());
        assertThat(Long.parseUnsignedLong(after)).isGreaterThan(Long.parseUnsignedLong(before));
        assertThat(five)
                .allSatisfy(node -> assertThat(node.generation(back.name())).isEqualTo(after));

        register(measured, five);
        leave(measured, five, five.get(2));
    }

    private List<Node> start() {
        Node.Plan seed = nodes.plan("node1", "five");
        List<Node> five = new ArrayList<>(List.of(nodes.launch(seed)));
        for (int i = 2; i <= 5; i++) {
            five.add(nodes.launch(nodes.plan("node" + i, "five", "--seed=" + seed.seed())));
        }
        five.forEach(nodes::up);
        return five;
    }

    private void crash(Measurements measured, List<Node> five, Node killed) {
        List<Node> others = without(five, killed);
        killed.kill();
        measured.add("SIGKILL: dead for all others", nodes.untilAll(others, alive(others, killed, "dead")));
        for (Node node : others) {
            assertThat(node.log()).containsPattern("FAILED " + killed.name() + " (REFUSED|CLOSED|SILENT)");
        }
        Program.Outcome why = Program.run(
                "why", killed.name(), "-o", "json", "--http", five.get(0).http());
        assertThat(why.status()).isZero();
        Map<String, Object> chain = Json.object(why.out());
        assertThat(Json.object(chain, "member"))
                .containsEntry("name", killed.name())
                .containsEntry("status", "dead");
        assertThat(Json.list(chain, "findings")).isNotEmpty().allSatisfy(finding -> {
            assertThat(String.valueOf(finding.get("actor"))).matches("node[1235]");
            assertThat(String.valueOf(finding.get("text"))).isNotBlank();
        });
        assertThat(String.valueOf(Json.list(chain, "findings"))).containsPattern("verdict|heard");
        assertThat(String.valueOf(chain.get("summary"))).startsWith(killed.name() + " was killed or crashed: ");
    }

    private void register(Measurements measured, List<Node> five) throws IOException {
        assertThat(five.get(1)
                        .send("PUT", "/v1/services/web/web-1", "{\"port\":8080,\"tags\":[\"v2\"]}")
                        .statusCode())
                .isEqualTo(201);
        List<Node> open = new ArrayList<>(five);
        Duration took = nodes.until("web at all members", () -> {
            open.removeIf(node -> node.get("/v1/services").contains("\"web\""));
            return open.isEmpty();
        });
        measured.add("register on one: known to all", took);
        Program.Outcome services = Program.run(
                "services", "web", "-o", "json", "--http", five.get(4).http());
        assertThat(services.status()).isZero();
        assertThat(Json.list(services.out()))
                .singleElement()
                .satisfies(web -> assertThat(web)
                        .containsEntry("member", "node2")
                        .containsEntry("id", "web-1")
                        .containsEntry("host", "127.0.0.1")
                        .containsEntry("health", "passing"));
    }

    private void leave(Measurements measured, List<Node> five, Node leaver) {
        List<Node> others = without(five, leaver);
        leaver.terminate();
        measured.add("SIGTERM: left for all others", nodes.untilAll(others, alive(others, leaver, "left")));
        assertThat(leaver.end()).isZero();
        assertThat(others)
                .allSatisfy(
                        node -> assertThat(node.logged("LEFT " + leaver.name())).isEqualTo(1));
    }
}
