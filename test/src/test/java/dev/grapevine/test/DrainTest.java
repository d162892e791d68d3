package dev.grapevine.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator takes out of service stays out of service, whatever happens to the agent. */
final class DrainTest {

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    @TempDir
    private Path data;

    @Test
    void a_drain_and_a_maintenance_outlive_a_crash() throws IOException {
        Node.Plan first = nodes.plan("node1", "drain");
        Node.Plan second = nodes.plan(
                "node2", "drain", "--seed=" + first.seed(), "--data=" + data, "--service=web:80", "--service=api:81");
        Node node1 = nodes.launch(first);
        Node node2 = nodes.launch(second);
        nodes.up(node1);
        nodes.up(node2);
        assertThat(node1.send("PUT", "/v1/services/web/other", "{\"port\":80}").statusCode())
                .isEqualTo(201);
        nodes.until(
                "both instances at both",
                () -> passing(node1).contains("node2") && passing(node2).contains("node1"));

        run(0, "drain", "web", "--for", "1h", "--http", node2.http());
        Program.Outcome others = run(1, "drain", "web", "--http", node1.http());
        assertThat(others.err()).contains("web/web is an instance of node2", "'grapevine drain web/web'");
        assertThat(passing(node2)).as("at once").doesNotContain("node2");
        nodes.until("the drain is known to the other", () -> !passing(node1).contains("node2"));
        node2.kill();
        node2.end();
        Node crashed = nodes.launch(second);
        nodes.up(crashed);
        assertThat(state(crashed, "web")).contains("\"draining\"");
        run(0, "maint", "on", "--http", crashed.http());
        crashed.kill();
        crashed.end();
        Node again = nodes.launch(second);
        nodes.up(again);
        assertThat(state(again, "api")).contains("\"maintenance\"");
        run(0, "register", "late", "--http", again.http());
        assertThat(state(again, "late")).contains("\"maintenance\"");
        run(0, "maint", "off", "--http", again.http());
        assertThat(state(again, "api")).contains("\"up\"");
        assertThat(state(again, "web")).contains("\"draining\"");
        run(0, "deregister", "other", "--http", node1.http());
        nodes.until(
                "the last one is given to clients again", () -> passing(node1).contains("node2"));
    }

    private static Program.Outcome run(int status, String... command) {
        Program.Outcome outcome = Program.run(command);
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
        return outcome;
    }

    private static String passing(Node node) {
        return node.get("/v1/services/web?passing&index=0");
    }

    private static String state(Node node, String service) {
        String own = node.get("/v1/services/" + service + "?index=0");
        int from = own.indexOf("\"member\":\"node2\"");
        return own.substring(own.indexOf("\"state\"", from), own.indexOf("\"discoverable\"", from));
    }
}
