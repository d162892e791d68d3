package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.cli.CommandRun;
import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.ConfigException;
import dev.grapevine.agent.config.ConfigLoader;
import dev.grapevine.agent.tls.TestCertificate;
import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.agent.tls.TlsFiles;
import dev.grapevine.cluster.StartException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API by TLS, with the command line as the client. */
class TlsAgentTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static AgentConfig config(Map<String, String> more) {
        Map<String, String> env = new HashMap<>(Map.of(
                "NODE_ID", "node1",
                "NODE_PORT", "0",
                "GRAPEVINE_HTTP", "127.0.0.1:0",
                "GRAPEVINE_HTTP_HEALTH", "off",
                "GRAPEVINE_BROADCAST", "off",
                "GRAPEVINE_PROFILE", "local"));
        env.putAll(more);
        try {
            return new ConfigLoader().load(Optional.empty(), env, Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> tls(TestCertificate own) {
        return Map.of(
                "GRAPEVINE_TLS_CERTIFICATE", own.certificate().toString(),
                "GRAPEVINE_TLS_KEY", own.key().toString());
    }

    private static CommandRun members(Agent agent, String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "members";
        all[1] = "--http";
        all[2] = "https://" + agent.http().orElseThrow();
        System.arraycopy(options, 0, all, 3, options.length);
        return new CommandRun().command(all);
    }

    @Test
    void the_api_is_served_by_tls_and_a_renewed_certificate_is_taken_without_a_restart() throws IOException {
        TestCertificate own = TestCertificate.make(folder, "own");
        TestCertificate renewed = TestCertificate.make(folder, "renewed");
        String old = Files.copy(own.certificate(), folder.resolve("old.crt")).toString();
        Agent agent = Agent.start(config(tls(own)));
        try {
            assertThat(members(agent, "--ca", old).out()).contains("node1");
            assertThat(members(agent).err())
                    .contains(
                            "cannot reach the agent at https://" + agent.http().orElseThrow()
                                    + ": its certificate is of no authority that is trusted here; give its authority with --ca FILE or"
                                    + " GRAPEVINE_CA");
            assertThat(new CommandRun()
                            .command(
                                    "members",
                                    "--http",
                                    "https://localhost:"
                                            + agent.http().orElseThrow().port(),
                                    "--ca",
                                    old)
                            .err())
                    .contains(": its certificate is not for the host in the URL; use a name or an address of the"
                            + " certificate");
            Files.copy(renewed.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
            await().atMost(PATIENCE)
                    .until(() -> members(agent, "--ca", renewed.certificate().toString())
                                    .status()
                            == 0);
            assertThat(members(agent, "--ca", old).status()).isEqualTo(3);
            Files.writeString(own.key(), "broken");
            assertThat(members(agent, "--ca", renewed.certificate().toString()).status())
                    .isZero();
        } finally {
            agent.abort();
        }
    }

    @Test
    void with_a_client_ca_a_client_needs_a_certificate_of_it() {
        TestCertificate own = TestCertificate.make(folder, "own");
        TestCertificate client = TestCertificate.make(folder, "client");
        TestCertificate stranger = TestCertificate.make(folder, "stranger");
        Map<String, String> mutual = new HashMap<>(tls(own));
        mutual.put("GRAPEVINE_TLS_CLIENT_CA", client.certificate().toString());
        Agent agent = Agent.start(config(mutual));
        try {
            String authority = own.certificate().toString();
            assertThat(members(agent, "--ca", authority, "--cert", client.both().toString())
                            .out())
                    .contains("node1");
            CommandRun without = members(agent, "--ca", authority);
            assertThat(without.status()).isEqualTo(3);
            assertThat(without.err()).contains("--cert FILE or GRAPEVINE_CERT");
            assertThat(members(
                                    agent,
                                    "--ca",
                                    authority,
                                    "--cert",
                                    stranger.both().toString())
                            .status())
                    .isEqualTo(3);
        } finally {
            agent.abort();
        }
    }

    @Test
    void when_the_client_ca_changes_clients_connect_again() throws IOException {
        TestCertificate own = TestCertificate.make(folder, "own");
        TestCertificate first = TestCertificate.make(folder, "first");
        TestCertificate second = TestCertificate.make(folder, "second");
        Map<String, String> mutual = new HashMap<>(tls(own));
        Path authorities = Files.copy(first.certificate(), folder.resolve("authorities.crt"));
        mutual.put("GRAPEVINE_TLS_CLIENT_CA", authorities.toString());
        Agent agent = Agent.start(config(mutual));
        try (SSLSocket open = (SSLSocket) TlsFiles.read(
                        Optional.of(first.certificate()), Optional.of(first.key()), Optional.of(own.certificate()))
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", agent.http().orElseThrow().port())) {
            open.setSoTimeout((int) PATIENCE.toMillis());
            open.getOutputStream()
                    .write("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(open.getInputStream().read()).isEqualTo('H');
            Files.copy(second.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);
            byte[] some = new byte[1 << 14];
            int count = 0;
            while (count >= 0) {
                try {
                    count = open.getInputStream().read(some);
                } catch (SocketTimeoutException e) {
                    throw new AssertionError("the stream goes on", e);
                } catch (IOException closed) {
                    break;
                }
            }
            assertThat(members(
                                    agent,
                                    "--ca",
                                    own.certificate().toString(),
                                    "--cert",
                                    second.both().toString())
                            .status())
                    .isZero();
        } catch (TlsException e) {
            throw new AssertionError(e);
        } finally {
            agent.abort();
        }
    }

    @Test
    void health_is_served_in_clear_besides_and_nothing_else_is() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> both = new HashMap<>(tls(TestCertificate.make(folder, "own")));
        both.put("GRAPEVINE_HTTP_HEALTH", "127.0.0.1:" + port);
        Agent agent = Agent.start(config(both));
        try {
            assertThat(get(port, "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(port, "/readyz").statusCode()).isIn(200, 503);
            assertThat(get(port, "/v1/members").statusCode()).isEqualTo(404);
            assertThat(get(port, "/metrics").statusCode()).isEqualTo(404);
        } finally {
            agent.abort();
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_file_that_cannot_be_used_stops_the_start() {
        AgentConfig config = config(Map.of("GRAPEVINE_TLS_CERTIFICATE", "/nowhere", "GRAPEVINE_TLS_KEY", "/nowhere"));
        assertThatThrownBy(() -> Agent.start(config))
                .isInstanceOf(StartException.class)
                .hasMessage("cannot serve HTTP by TLS: cannot read /nowhere: there is no such file");
    }
}
