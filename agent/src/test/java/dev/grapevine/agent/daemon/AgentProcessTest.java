package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.grapevine.cluster.ClusterKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the process of an agent starts, takes signals and ends, whatever becomes of its log. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AgentProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void an_agent_whose_log_nobody_reads_answers_and_leaves() throws Exception {
        try (AgentChild agent = AgentChild.start("--log-level=trace")) {
            agent.until(" HTTP on ");
            for (int i = 0; i < 400; i++) { // far more lines than a pipe holds
                assertThat(agent.get("/v1/members").statusCode()).isEqualTo(200);
            }
            assertThat(agent.get("/healthz").body()).isEqualTo("ok\n");
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    @Test
    void an_agent_whose_disk_is_full_answers_and_leaves() throws Exception {
        String http = "127.0.0.1:" + freePort();
        ProcessBuilder.Redirect full =
                ProcessBuilder.Redirect.appendTo(Path.of("/dev/full").toFile());
        try (AgentChild agent = AgentChild.start(List.of(), full, Map.of(), "--http=" + http, "--log-level=debug")) {
            agent.at(http);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> agent.get("/readyz").statusCode() == 200);
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    @Test
    void a_signal_while_the_agent_starts_is_a_graceful_end() throws Exception {
        String http = "127.0.0.1:" + freePort();
        try (AgentChild agent = AgentChild.start("--http=" + http)) {
            agent.at(http);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .ignoreExceptions()
                    .until(() -> agent.get("/healthz").statusCode() == 200);
            agent.signal("TERM");
            agent.until("LEAVING");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    @Test
    void ready_is_logged_when_the_api_is_served() throws Exception {
        try (AgentChild agent = AgentChild.start()) {
            String ready = agent.until(" READY ");
            assertThat(ready).contains("READY members=1 outcome=first");
            assertThat(agent.get("/readyz").body()).isEqualTo("ready\n");
        }
    }

    @Test
    void an_agent_whose_member_hangs_is_not_healthy_and_ends_soon_after_a_signal() throws Exception {
        try (AgentChild agent =
                AgentChild.run(HangingAgent.class.getName(), List.of(), ProcessBuilder.Redirect.PIPE, Map.of())) {
            agent.until(" READY ");
            assertThat(agent.get("/healthz").statusCode()).isEqualTo(200);
            agent.signal("WINCH");
            await().atMost(PATIENCE).until(() -> agent.get("/healthz").statusCode() == 503);
            assertThat(agent.get("/readyz").statusCode()).isEqualTo(503);
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.GAVE_UP);
        }
    }

    @Test
    void an_agent_with_a_stuck_disk_and_stuck_clients_ends_soon_after_a_signal() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (AgentChild agent = AgentChild.run(
                HangingAgent.class.getName(), List.of(), ProcessBuilder.Redirect.PIPE, Map.of(), HangingAgent.DISK)) {
            agent.until(" READY ");
            agent.signal("WINCH");
            agent.until("STUCK");
            String head = String.join(
                    "\r\n",
                    "PUT /v1/services/web/1 HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Content-Length: 2",
                    "",
                    "");
            for (int i = 0; i < 20; i++) { // more than there are workers
                clients.add(connect(agent, head + "{}"));
                clients.add(connect(agent, head + "{"));
                clients.add(connect(agent, "GET /v1/members?index=1&wait=5m HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                clients.add(connect(agent, "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            assertThat(agent.get("/healthz").body()).isEqualTo("ok\n");
            agent.signal("TERM");
            agent.until("LEAVING");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket connect(AgentChild agent, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), agent.port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void sighup_has_the_agent_read_its_token_again_and_never_ends_it(@TempDir Path folder) throws Exception {
        Path token = folder.resolve("token");
        Files.writeString(token, "first");
        try (AgentChild agent = AgentChild.start("--token-file=" + token)) {
            agent.until(" READY ");
            assertThat(agent.send("DELETE", "/v1/services/web/1", "first").statusCode())
                    .isEqualTo(404);
            Files.writeString(token, "second");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD "))
                    .endsWith("RELOAD token replaced; other settings are read at the next start");
            assertThat(agent.send("DELETE", "/v1/services/web/1", "first").statusCode())
                    .isEqualTo(401);
            assertThat(agent.send("DELETE", "/v1/services/web/1", "second").statusCode())
                    .isEqualTo(404);
            Files.writeString(token, "not a token");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD "))
                    .contains(
                            "RELOAD refused, everything stays as it was: " + token + ": http.token: expected 1 to 512");
            assertThat(agent.send("DELETE", "/v1/services/web/1", "second").statusCode())
                    .isEqualTo(404);
            Files.writeString(token, "second");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD ")).contains("RELOAD token unchanged");
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    @Test
    void sighup_has_the_agent_read_its_key_file_and_mode_again(@TempDir Path folder) throws Exception {
        Path config = folder.resolve("config.yaml");
        Path keys = folder.resolve("keys");
        String first = Base64.getEncoder().encodeToString(ClusterKeys.generate());
        String second = Base64.getEncoder().encodeToString(ClusterKeys.generate());
        Files.writeString(keys, first + "\n");
        Files.writeString(config, "encryption:\n  key-file: " + keys + "\n  mode: accept\n");
        try (AgentChild agent = AgentChild.start("--config=" + config)) {
            agent.until(" READY ");
            assertThat(agent.get("/v1/self").body())
                    .contains("\"encryption\":{\"mode\":\"accept\",\"keys\":[\"" + id(first));
            Files.writeString(keys, first + "\n" + second + "\n");
            Files.writeString(config, "encryption:\n  key-file: " + keys + "\n  mode: require\n");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD "))
                    .endsWith("RELOAD token not set, encryption require, key " + id(first) + ", accepted too: "
                            + id(second) + "; other settings are read at the next start");
            Files.writeString(keys, "hush");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD ")).contains("RELOAD refused").doesNotContain("hush");
            assertThat(agent.get("/v1/self").body())
                    .contains("\"mode\":\"require\"", id(first), id(second))
                    .doesNotContain(first, second);
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    @Test
    void sighup_has_the_agent_read_its_networks_again_and_refuses_wrong_ones_whole(@TempDir Path folder)
            throws Exception {
        Path config = folder.resolve("config.yaml");
        Path token = folder.resolve("token");
        Files.writeString(token, "first");
        Files.writeString(config, "http: {allow: [127.0.0.0/8], token-file: " + token + "}\n");
        try (AgentChild agent = AgentChild.start("--config=" + config)) {
            agent.until(" READY ");
            Files.writeString(config, "http: {allow: [127.0.0.1/8], token-file: " + token + "}\n");
            Files.writeString(token, "second");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD "))
                    .contains(
                            "RELOAD refused, everything stays as it was: ",
                            "http.allow: '127.0.0.1/8' is not a network");
            assertThat(agent.send("DELETE", "/v1/services/web/1", "first").statusCode())
                    .isEqualTo(404);
            Files.writeString(config, "http: {allow: [127.0.0.9], token-file: " + token + "}\n");
            agent.signal("HUP");
            assertThat(agent.until(" RELOAD "))
                    .endsWith("RELOAD token replaced, networks replaced; other settings are read at the next start");
            assertThatThrownBy(() -> agent.get("/v1/self")).isInstanceOf(IllegalStateException.class);
            Files.writeString(config, "http: {token-file: " + token + "}\n");
            agent.signal("HUP");
            agent.until(" RELOAD ");
            assertThat(agent.send("DELETE", "/v1/services/web/1", "second").statusCode())
                    .isEqualTo(404);
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    @Test
    void changes_are_audited_whatever_the_level_of_the_log() throws Exception {
        String http = "127.0.0.1:" + freePort();
        try (AgentChild agent = AgentChild.start(
                List.of(),
                ProcessBuilder.Redirect.PIPE,
                Map.of("GRAPEVINE_TOKEN", "hush"),
                "--http=" + http,
                "--log-level=error")) {
            agent.at(http);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> agent.get("/readyz").statusCode() == 200);
            assertThat(agent.send("DELETE", "/v1/services/web/1", "hush").statusCode())
                    .isEqualTo(404);
            assertThat(agent.until("AUDIT "))
                    .endsWith("AUDIT DELETE /v1/services/web/1 by token from 127.0.0.1: 404")
                    .doesNotContain("hush");
            agent.signal("TERM");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }

    private static String id(String key) {
        return ClusterKeys.id(Base64.getDecoder().decode(key));
    }

    @Test
    void sighup_is_a_graceful_leave_for_an_agent_on_a_terminal() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "needs setsid");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3, which opens a terminal");
        List<String> terminal = List.of(
                "python3",
                "-c",
                "import os, pty, subprocess, sys; a, b = pty.openpty();"
                        + " sys.exit(subprocess.run(sys.argv[1:], stdin=b).returncode)");
        try (AgentChild agent = AgentChild.start(terminal, ProcessBuilder.Redirect.PIPE, Map.of())) {
            agent.until(" READY ");
            agent.signal("HUP");
            agent.until("LEAVING");
            assertThat(agent.end()).isEqualTo(AgentProcess.LEFT);
        }
    }
}
