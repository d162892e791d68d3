package dev.grapevine.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes of users: each results in an exit status and one line that says what is wrong, why, and what to do. */
final class WrongInputTest {

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    @TempDir
    private Path folder;

    /** Asserts one line on standard error, and nothing on standard output. */
    private static void assertRefused(Program.Outcome outcome, int status, String line) {
        assertThat(outcome.err()).isEqualTo(line + System.lineSeparator());
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(status);
    }

    /** Runs an agent that cannot start. */
    private Program.Outcome agent(String... flags) {
        String[] all = new String[flags.length + 5];
        all[0] = "agent";
        all[1] = "--node-id=wrong";
        all[2] = "--broadcast=off";
        all[3] = "--dns=off";
        all[4] = "--log-level=warn";
        System.arraycopy(flags, 0, all, 5, flags.length);
        return Program.run(all);
    }

    private String port() {
        return "--port=" + nodes.port();
    }

    private String http() {
        return "--http=127.0.0.1:" + nodes.port();
    }

    // ---- configuration

    @Test
    void all_errors_in_a_configuration_are_reported_at_once_with_their_places() throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"), "node:\n  port: 7700\nprotocol:\n  probe:\n    perod: 1s\n");
        Program.Outcome outcome = agent("--config=" + file, "--port=70000", "--seed=node1:port");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines())
                .containsExactlyInAnyOrder(
                        "grapevine: " + file
                                + ":5:5: protocol.probe.perod: unknown key; did you mean protocol.probe.period?",
                        "grapevine: --port: node.port: found \"70000\", expected 0 to 65535",
                        "grapevine: --seed: bootstrap.seeds: found \"node1:port\", expected HOST:PORT, a host name, or srv:NAME");
    }

    @Test
    void when_the_data_folder_is_a_file_the_agent_does_not_start() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "mine");
        assertRefused(
                agent(port(), http(), "--data=" + file),
                2,
                "grapevine: data folder " + file + " is a file; use a folder, or leave it out to keep nothing on disk");
        assertThat(file).hasContent("mine");
    }

    @Test
    void when_the_data_folder_cannot_be_created_the_agent_does_not_start() throws IOException {
        Path below = Files.writeString(folder.resolve("file"), "").resolve("data");
        Program.Outcome outcome = agent(port(), http(), "--data=" + below);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("grapevine: cannot use data folder " + below + ": ")
                .endsWith("; make it readable and writable, or use another folder");
        assertThat(outcome.status()).isEqualTo(2);
    }

    // ---- ports

    @Test
    void when_a_port_is_in_use_the_agent_does_not_start_and_the_holder_of_the_port_continues() throws IOException {
        Node first = nodes.start(nodes.plan("first", "ports"));
        assertRefused(
                agent("--port=" + first.plan().gossip(), http()),
                2,
                "grapevine: TCP port " + first.plan().gossip()
                        + " on 127.0.0.1 is in use; stop the program that holds it, use another port, or use 0 for any free one");
        int http = first.plan().http();
        assertRefused(
                agent(port(), "--http=127.0.0.1:" + http),
                2,
                "grapevine: cannot serve HTTP on 127.0.0.1:" + http + ": port " + http
                        + " is in use; set another address with --http HOST:PORT, GRAPEVINE_HTTP or http.listen,"
                        + " or disable HTTP with --http off");
        assertThat(first.statuses()).isEqualTo(Nodes.alive(List.of(first)));
    }

    // ---- other members

    @Test
    void when_the_name_is_taken_the_second_member_gives_up_and_the_first_continues() throws IOException {
        Node first = nodes.start(nodes.plan("same", "names"));
        Path impatient =
                Files.writeString(folder.resolve("agent.yaml"), "protocol:\n  bootstrap:\n    conflict-patience: 1s\n");
        Node second = nodes.launch(nodes.plan(
                "same",
                "names",
                "--config=" + impatient,
                "--seed=" + first.plan().seed()));
        assertThat(second.end()).isEqualTo(1);
        assertThat(second.log().lines().filter(line -> line.startsWith("grapevine: ")))
                .containsExactly("grapevine: the name 'same' is used by another process at "
                        + first.plan().seed() + "; this member stops: give each member a unique name");
        assertThat(second.logged(
                        "NAME_CONFLICT same is also used at " + first.plan().seed() + "; this member stops"))
                .isEqualTo(1);
        assertThat(first.statuses()).isEqualTo(Nodes.alive(List.of(first)));
        assertThat(first.self()).containsEntry("status", "alive");
    }

    @Test
    void a_member_of_another_cluster_is_refused_and_both_continue_alone() {
        Node ours = nodes.start(nodes.plan("ours", "blue"));
        Node theirs =
                nodes.start(nodes.plan("theirs", "red", "--seed=" + ours.plan().seed(), "--profile=local"));
        nodes.until(
                "reason on both sides",
                () -> ours.logged("this is cluster blue, not red") > 0
                        && theirs.logged("this is cluster blue, not red") > 0);
        // With this profile, it tries several times more in that time, but logs it only once.
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Nodes.TIMEOUT)
                .until(() -> theirs.logged("this is cluster blue, not red") == 1);
        assertThat(theirs.log())
                .contains("MISMATCH with " + ours.plan().seed() + " CLUSTER: this is cluster blue, not red");
        assertThat(ours.log()).containsPattern("MISMATCH .*refused theirs at .*: this is cluster blue, not red");
        assertThat(ours.statuses()).isEqualTo(Nodes.alive(List.of(ours)));
        assertThat(theirs.statuses()).isEqualTo(Nodes.alive(List.of(theirs)));
    }

    // ---- commands

    @Test
    void an_unknown_command_is_refused_with_the_nearest_one() {
        assertRefused(
                Program.run("mebmers"),
                2,
                "grapevine: unknown command \"mebmers\", did you mean members? (see 'grapevine --help')");
    }

    @Test
    void without_an_agent_a_command_reports_the_address_and_how_to_start_one() throws IOException {
        String nowhere;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), nodes.port()));
            nowhere = "http://127.0.0.1:" + socket.getLocalPort();
        }
        assertRefused(
                Program.run("members", "--http", nowhere),
                3,
                "grapevine: cannot reach the agent at " + nowhere
                        + ": connection refused; start one with 'grapevine agent', or set its address with --http or GRAPEVINE_HTTP_ADDR");
    }

    @Test
    void wrong_requests_are_refused_and_change_nothing() throws IOException {
        Path small = Files.writeString(folder.resolve("small.yaml"), "protocol:\n  state:\n    bytes: 64kB\n");
        Node node = nodes.start(nodes.plan("node1", "asked", "--config=" + small));
        String http = node.http();
        assertRefused(
                Program.run("why", "node11", "--http", http),
                1,
                "grapevine: there is no member \"node11\"; did you mean \"node1\"?");
        assertRefused(
                Program.run("register", "web", "--check", "tcp", "--http", http),
                2,
                "grapevine: --check: tcp needs a port, and service web has none; add --port, or use a check with a full address");
        assertRefused(
                Program.run("register", "web", "--port", "80", "--meta", "note=" + "x".repeat(5_000), "--http", http),
                2,
                "grapevine: service 'web': metadata value of 'note' has 5000 bytes: at most 1024 are allowed");
        HttpResponse<String> body =
                node.send("PUT", "/v1/services/web/web", "{\"address\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(body.statusCode()).isEqualTo(413);
        assertThat(Json.object(body.body()))
                .containsEntry("detail", "the body is longer than 65536 bytes")
                .containsEntry("remedy", "send a smaller body");
        HttpResponse<String> check = node.send("PUT", "/v1/services/web/web", "{\"checks\":[{\"check\":\"tcp\"}]}");
        assertThat(check.statusCode()).isEqualTo(400);
        assertThat(String.valueOf(Json.object(check.body()).get("detail")))
                .contains("check \"tcp\" needs the port of the instance, which has none; set \"port\"");
        assertThat(node.get("/v1/services")).isEqualTo("[]");
        fill(node);
    }

    /**
     * Registers until the limit on a member's state is reached: existing instances stay, and further ones are refused.
     */
    private static void fill(Node node) throws IOException {
        String large = "{\"port\":80,\"metadata\":{\"a\":\"" + "x".repeat(1_000) + "\",\"b\":\"" + "x".repeat(1_000)
                + "\",\"c\":\"" + "x".repeat(1_000) + "\"}}";
        int taken = 0;
        HttpResponse<String> response = node.send("PUT", "/v1/services/web/0", large);
        while (response.statusCode() == 201) {
            taken++;
            response = node.send("PUT", "/v1/services/web/" + taken, large);
        }
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(Json.object(response.body()).get("remedy"))
                .isEqualTo("publish less, or raise the limit on this agent");
        assertThat(taken).isBetween(20, 21);
        assertThat(Json.list(node.get("/v1/services/web"))).hasSize(taken);
    }
}
